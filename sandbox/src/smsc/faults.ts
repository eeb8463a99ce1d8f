import { commandStatus } from '@parley/server/smpp-wire';
import { FaultMatcher, type FaultMatch } from '../fault-matcher.ts';
import { pickDelay } from '../seeded-random.ts';
import {
  type ConnectionAction,
  type FaultInput,
  faultSchema,
  isSubmitAction,
  type SubmitAction,
} from './fault-schema.ts';
import { plainPlan, type SubmitPlan } from './submit-plan.ts';

export interface FaultReport {
  readonly id: number;
  /** How often it struck. */
  readonly hits: number;
  readonly match: FaultMatch;
  readonly action: SubmitAction | ConnectionAction;
}

/** The fault script in force. Faults act together: of two that decide the same thing, the later wins. */
export class ActiveFaults {
  #submitFaults: ActiveFault<SubmitAction>[] = [];
  #connectionFaults: ActiveFault<ConnectionAction>[] = [];
  #nextId = 1;
  readonly #onClear: () => void;

  /** `onClear` is called after faults were taken away: what was held back may go on. */
  constructor(onClear: () => void) {
    this.#onClear = onClear;
  }

  /** Returns the id of the fault. Throws ZodError. */
  add(input: FaultInput): number {
    const { match, action } = faultSchema.parse(input);
    const id = this.#nextId++;
    if (isSubmitAction(action)) this.#submitFaults.push(new ActiveFault(id, match, action));
    else this.#connectionFaults.push(new ActiveFault(id, match, action));
    return id;
  }

  remove(id: number): void {
    this.#submitFaults = this.#submitFaults.filter((fault) => fault.id !== id);
    this.#connectionFaults = this.#connectionFaults.filter((fault) => fault.id !== id);
    this.#onClear();
  }

  clear(): void {
    this.#submitFaults = [];
    this.#connectionFaults = [];
    this.#onClear();
  }

  list(): FaultReport[] {
    const reports = [...this.#submitFaults, ...this.#connectionFaults].map((fault) => fault.report());
    return reports.toSorted((one, other) => one.id - other.id);
  }

  planSubmit(account: string, destination: string): Readonly<SubmitPlan> {
    if (this.#submitFaults.length === 0) return plainPlan;
    const plan: SubmitPlan = { ...plainPlan };
    for (const fault of this.#submitFaults) {
      if (fault.strikes(account, destination)) applyAction(plan, fault);
    }
    return plan;
  }

  refusesConnection(): boolean {
    return this.#strike('refuse_connection', null) !== undefined;
  }

  /** A command_status, 0 to let it bind. */
  bindStatus(account: string): number {
    const action = this.#strike('refuse_bind', account);
    return action?.type === 'refuse_bind' ? statusCode(action.status) : commandStatus.ok;
  }

  /** The account is null before the bind; faults for one account do not strike then. */
  ignoresEnquireLink(account: string | null): boolean {
    return this.#strike('ignore_enquire_link', account) !== undefined;
  }

  isMute(account: string | null): boolean {
    return this.#inForce('mute', account) !== undefined;
  }

  /** The random source of the sizes of pieces, or null to write whole. */
  fragmentation(account: string | null): (() => number) | null {
    return this.#inForce('fragment_writes', account)?.random ?? null;
  }

  #strike(type: ConnectionAction['type'], account: string | null): ConnectionAction | undefined {
    let action: ConnectionAction | undefined;
    for (const active of this.#connectionFaults) {
      if (active.action.type === type && active.strikes(account, '')) action = active.action;
    }
    return action;
  }

  #inForce(type: ConnectionAction['type'], account: string | null): ActiveFault<ConnectionAction> | undefined {
    if (this.#connectionFaults.length === 0) return undefined;
    return this.#connectionFaults.find((active) => active.action.type === type && active.isForAccount(account));
  }
}

/** One fault and what it counted so far. */
class ActiveFault<Action extends SubmitAction | ConnectionAction> {
  readonly id: number;
  readonly action: Action;
  readonly #matcher: FaultMatcher;
  /** Of a rate limit: the second it counts in, and how many it let through. */
  #second = 0;
  #passed = 0;

  constructor(id: number, match: FaultMatch, action: Action) {
    this.id = id;
    this.action = action;
    this.#matcher = new FaultMatcher(match, id);
  }

  get random(): () => number {
    return this.#matcher.random;
  }

  isForAccount(account: string | null): boolean {
    return this.#matcher.isForAccount(account);
  }

  /** Counts the event when it is one of this fault's, and says whether the fault acts on it. */
  strikes(account: string | null, destination: string): boolean {
    return this.#matcher.strikes(account, destination);
  }

  exceeds(perSecond: number): boolean {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#passed = 0;
    }
    if (this.#passed >= perSecond) return true;
    this.#passed++;
    return false;
  }

  report(): FaultReport {
    const { hits, match } = this.#matcher;
    return { id: this.id, hits, match, action: this.action };
  }
}

function statusCode(status: number | keyof typeof commandStatus): number {
  return typeof status === 'number' ? status : commandStatus[status];
}

function applyAction(plan: SubmitPlan, active: ActiveFault<SubmitAction>): void {
  const { action } = active;
  switch (action.type) {
    case 'delay_answer':
      plan.answerDelay = pickDelay(action.delay, active.random);
      return;
    case 'refuse':
      plan.status = statusCode(action.status);
      return;
    case 'limit_rate':
      if (active.exceeds(action.perSecond)) plan.status = statusCode(action.status);
      return;
    case 'no_answer':
      plan.answers = 0;
      return;
    case 'answer_twice':
      plan.answers = 2;
      return;
    case 'drop_connection':
      plan.drop = action.when;
      return;
    case 'send_malformed':
      plan.malformed = action.pdu;
      return;
    case 'id_base':
      plan.responseIdBase = action.response;
      plan.receiptIdBase = action.receipt;
      return;
    default:
      applyReceiptAction(plan, action);
  }
}

type ReceiptAction = Extract<SubmitAction, { type: `${string}receipt${string}` | 'final_state' }>;

function applyReceiptAction(plan: SubmitPlan, action: ReceiptAction): void {
  switch (action.type) {
    case 'receipt_first':
      plan.receiptFirst = true;
      return;
    case 'duplicate_receipt':
      plan.receiptCopies = action.copies;
      return;
    case 'disorder_receipts':
      plan.disorderBatch = action.batch;
      return;
    case 'delay_receipt':
      plan.receiptDelay = action.delay;
      return;
    case 'no_receipt':
      plan.receiptCopies = 0;
      return;
    case 'stray_receipt':
      plan.strayReceipt = true;
      return;
    case 'final_state':
      plan.states = [action.state];
      plan.error = action.error;
      return;
    case 'receipt_sequence':
      plan.states = action.states;
      plan.stateGap = action.gap;
  }
}
