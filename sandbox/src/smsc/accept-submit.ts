import { commandStatus, noTlvs, type ShortMessage, type ShortMessageResponse } from '@parley/server/smpp-wire';
import type { Ledger } from '../ledger.ts';
import { pickDelay } from '../seeded-random.ts';
import type { TimerWheel } from '../timer-wheel.ts';
import type { Account } from './account.ts';
import { isSender, isSubscriber } from './address.ts';
import type { ActiveFaults } from './faults.ts';
import { malformedBytes } from './malformed-bytes.ts';
import { type MessageIds, writeId } from './message-ids.ts';
import { type MessageState, Receipt } from './receipt.ts';
import type { Phones } from './phones.ts';
import type { ReceiptShuffle } from './receipt-shuffle.ts';
import type { Session } from './session.ts';
import { SmsSubmit } from './sms-submit.ts';
import type { SmscOptions } from './smsc-options.ts';
import { plainPlan, type SubmitPlan } from './submit-plan.ts';
import { readUserData } from './user-data.ts';

/** How long an answer waits for its receipt to go first, in milliseconds. */
const receiptLead = 50;
const intermediateWanted = 0x10;

/** What a customer who blocked us makes of a message. */
export const undelivered = { states: ['UNDELIV'], error: '069' } as const satisfies Partial<SubmitPlan>;

export interface SubmitDesk {
  readonly options: SmscOptions;
  readonly ledger: Ledger;
  readonly faults: ActiveFaults;
  readonly wheel: TimerWheel;
  readonly ids: MessageIds;
  readonly phones: Phones;
  readonly shuffle: ReceiptShuffle;
  readonly random: () => number;
}

/** Takes one submit_sm or refuses it, as the fault script would have it. */
export function acceptSubmit(desk: SubmitDesk, session: Session, account: Account, pdu: ShortMessage): void {
  const phone = desk.phones.presence(account.systemId, pdu.destination);
  const scripted = desk.faults.planSubmit(account.systemId, pdu.destination);
  const plan = phone.blocked ? { ...scripted, ...undelivered } : scripted;
  if (plan.drop === 'before_accept') return session.drop();
  if (plan.malformed) session.writeBytes(malformedBytes(plan.malformed));
  const userData = plan.status === commandStatus.ok ? checkedUserData(pdu) : plan.status;
  if (typeof userData === 'number') {
    desk.ledger.refuse();
    return answer(desk, session, plan, refusalOf(pdu, userData));
  }
  const id = desk.ids.next();
  const acceptedAt = Date.now();
  const delay = plan.answerDelay + pickDelay(plan.receiptDelay ?? desk.options.receiptDelay, desk.random);
  const submit = new SmsSubmit(pdu, userData, {
    account: account.systemId,
    id,
    messageId: writeId(id, plan.responseIdBase ?? desk.options.responseIdBase),
    acceptedAt,
    deliveredAt: phone.online && plan.states.includes('DELIVRD') ? acceptedAt + delay : null,
    defaultAlphabet: desk.options.defaultAlphabet,
  });
  desk.ledger.accept(submit);
  if (plan.receiptFirst) {
    sendReceipts(desk, account, submit, plan, 0);
    return answer(
      desk,
      session,
      { ...plan, answerDelay: Math.max(plan.answerDelay, receiptLead) },
      acceptanceOf(pdu, submit),
    );
  }
  answer(desk, session, plan, acceptanceOf(pdu, submit));
  sendReceipts(desk, account, submit, plan, delay);
}

function checkedUserData(pdu: ShortMessage) {
  if (!isSubscriber(pdu.destination)) return commandStatus.invalidDestination;
  if (!isSender(pdu.source)) return commandStatus.invalidSource;
  return readUserData(pdu);
}

function acceptanceOf(pdu: ShortMessage, submit: SmsSubmit): ShortMessageResponse {
  return {
    command: 'submit_sm_resp',
    status: commandStatus.ok,
    sequence: pdu.sequence,
    messageId: submit.messageId,
    tlvs: noTlvs,
  };
}

function refusalOf(pdu: ShortMessage, status: number): ShortMessageResponse {
  return { command: 'submit_sm_resp', status, sequence: pdu.sequence, messageId: '', tlvs: noTlvs };
}

function answer(desk: SubmitDesk, session: Session, plan: SubmitPlan, response: ShortMessageResponse): void {
  if (plan.answerDelay === 0) writeAnswer(session, plan, response);
  else desk.wheel.schedule({ fire: () => writeAnswer(session, plan, response) }, plan.answerDelay);
}

function writeAnswer(session: Session, plan: SubmitPlan, response: ShortMessageResponse): void {
  if (plan.drop === 'before_answer') return session.drop();
  for (let written = 0; written < plan.answers; written++) session.write(response);
  if (plan.drop === 'after_answer') session.end();
}

/** `delay` milliseconds from now. */
function sendReceipts(desk: SubmitDesk, account: Account, submit: SmsSubmit, plan: SubmitPlan, delay: number): void {
  if (submit.registeredDelivery === 0) return;
  const phone = desk.phones.presence(account.systemId, submit.destination);
  const messageId = receiptId(desk, submit, plan);
  const make = (state: MessageState, intermediate: boolean, id: string) =>
    new Receipt(
      { submit, state, error: state === 'DELIVRD' ? plainPlan.error : plan.error, messageId: id, intermediate },
      desk.options,
      account.outbox,
    );

  if ((submit.registeredDelivery & intermediateWanted) !== 0) make('ENROUTE', true, messageId).fire();
  if (plan.strayReceipt) make('DELIVRD', false, writeId(desk.ids.next(), desk.options.receiptIdBase)).fire();
  for (const [index, state] of plan.states.entries()) {
    if (!isWanted(state, submit.registeredDelivery)) continue;
    for (let copy = 0; copy < plan.receiptCopies; copy++) {
      const receipt = make(state, false, messageId);
      const due = delay + index * plan.stateGap;
      const timed = plan.disorderBatch > 1 ? desk.shuffle.held(receipt, plan.disorderBatch) : receipt;
      if (!phone.online) desk.phones.hold(account.systemId, submit.destination, timed);
      else if (due === 0) timed.fire();
      else desk.wheel.schedule(timed, due);
    }
  }
}

/** registered_delivery, its two lowest bits: 1 every final state, 2 failures, 3 success. */
function isWanted(state: MessageState, registeredDelivery: number): boolean {
  switch (registeredDelivery & 0x03) {
    case 1:
      return true;
    case 2:
      return state !== 'DELIVRD';
    case 3:
      return state === 'DELIVRD';
    default:
      return false;
  }
}

function receiptId(desk: SubmitDesk, submit: SmsSubmit, plan: SubmitPlan): string {
  const responseBase = plan.responseIdBase ?? desk.options.responseIdBase;
  const receiptBase = plan.receiptIdBase ?? desk.options.receiptIdBase;
  return responseBase === receiptBase ? submit.messageId : writeId(submit.id, receiptBase);
}
