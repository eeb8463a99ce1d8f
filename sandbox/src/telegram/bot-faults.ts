import { FaultMatcher } from '../fault-matcher.ts';
import { type BotFaultAction, type BotFaultInput, botFaultSchema } from './bot-fault-schema.ts';

interface ActiveFault {
  readonly id: number;
  readonly matcher: FaultMatcher;
  readonly action: BotFaultAction;
  /** Of a rate limit: the second it counts in, and how many it let through. */
  second: number;
  passed: number;
}

/** The fault script in force. Of two that strike one request, the later decides. */
export class BotFaults {
  #faults: ActiveFault[] = [];
  #nextId = 1;

  /** Returns the id of the fault. Throws ZodError. */
  add(input: BotFaultInput): number {
    const { match, action } = botFaultSchema.parse(input);
    const id = this.#nextId++;
    this.#faults.push({ id, matcher: new FaultMatcher(match, id), action, second: 0, passed: 0 });
    return id;
  }

  remove(id: number): void {
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
  }

  clear(): void {
    this.#faults = [];
  }

  list(): { id: number; hits: number; match: unknown; action: BotFaultAction }[] {
    return this.#faults.map(({ id, matcher, action }) => ({ id, hits: matcher.hits, match: matcher.match, action }));
  }

  refusesLogin(bot: string): boolean {
    return this.#faults.some(({ action, matcher }) => action.type === 'login_refused' && matcher.strikes(bot, ''));
  }

  /** What happens to a message of this bot; undefined: what should. */
  strike(bot: string, chat: string): Exclude<BotFaultAction, { type: 'login_refused' }> | undefined {
    let struck: Exclude<BotFaultAction, { type: 'login_refused' }> | undefined;
    for (const fault of this.#faults) {
      const { action, matcher } = fault;
      if (action.type === 'login_refused' || !matcher.strikes(bot, chat)) continue;
      if (action.type !== 'limit_rate' || exceeds(fault, action.perSecond)) struck = action;
    }
    return struck;
  }
}

function exceeds(fault: ActiveFault, perSecond: number): boolean {
  const second = Math.floor(Date.now() / 1000);
  if (second !== fault.second) {
    fault.second = second;
    fault.passed = 0;
  }
  return fault.passed++ >= perSecond;
}
