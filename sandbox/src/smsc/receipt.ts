import {
  noTlvs,
  numberTlv,
  type ShortMessage,
  shortMessage,
  textTlv,
  type Tlv,
  tlvTags,
} from '@parley/server/smpp-wire';
import type { Ledger, SubmitEntryKind } from '../ledger.ts';
import type { Timed } from '../timer-wheel.ts';
import type { Delivery, DeliveryEvent, Outbox } from './outbox.ts';
import type { SmsSubmit } from './sms-submit.ts';
import { addressOf } from './address.ts';

/** `stat:` and `message_state` of SMPP 3.4, sections 5.2.28 and B. */
export const messageStates = {
  ENROUTE: 1,
  DELIVRD: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIV: 5,
  ACCEPTD: 6,
  UNKNOWN: 7,
  REJECTD: 8,
} as const;

export type MessageState = keyof typeof messageStates;

export interface ReceiptContent {
  readonly submit: SmsSubmit;
  readonly state: MessageState;
  /** Three characters of `err:`, 000 for none. */
  readonly error: string;
  readonly messageId: string;
  readonly intermediate: boolean;
}

export interface ReceiptStyle {
  readonly receiptForm: 'text' | 'tlv' | 'both';
  readonly timezoneOffsetMinutes: number;
}

const receiptEsmClass = 0x04;
const intermediateEsmClass = 0x20;
const gsmNetwork = 3;
const quotedCharacters = 20;

const stateTlvs = Object.fromEntries(
  Object.entries(messageStates).map(([state, code]) => [state, numberTlv(tlvTags.messageState, code, 1)]),
) as Record<MessageState, Tlv>;

const entryKinds: Record<DeliveryEvent, Exclude<SubmitEntryKind, 'submit'>> = {
  sent: 'receipt_sent',
  acknowledged: 'receipt_acknowledged',
  refused: 'receipt_refused',
};

/** Tells an account what became of one submit. It is its own timer: firing puts it into the outbox. */
export class Receipt implements Delivery, Timed {
  sentAt = 0;
  readonly #content: ReceiptContent;
  readonly #style: ReceiptStyle;
  readonly #outbox: Outbox;
  #doneAt = 0;

  constructor(content: ReceiptContent, style: ReceiptStyle, outbox: Outbox) {
    this.#content = content;
    this.#style = style;
    this.#outbox = outbox;
  }

  fire(): void {
    this.#outbox.push(this);
  }

  pdu(sequence: number): ShortMessage {
    const { submit, intermediate } = this.#content;
    const { receiptForm } = this.#style;
    this.#doneAt ||= Date.now();
    const from = addressOf(submit.destination);
    const to = addressOf(submit.source);
    return shortMessage('deliver_sm', sequence, {
      sourceTon: from.ton,
      sourceNpi: from.npi,
      source: submit.destination,
      destinationTon: to.ton,
      destinationNpi: to.npi,
      destination: submit.source,
      esmClass: intermediate ? intermediateEsmClass : receiptEsmClass,
      ...(receiptForm === 'tlv' ? {} : { shortMessage: Buffer.from(this.#text(), 'latin1') }),
      tlvs: receiptForm === 'text' ? noTlvs : this.#tlvs(),
    });
  }

  record(ledger: Ledger, event: DeliveryEvent, status: string): void {
    ledger.receipt(entryKinds[event], this.#content.submit, status || this.#content.state);
  }

  /** Appendix B. The quoted text is of the alphabet of the receipt itself, so only data_coding 0 is quoted. */
  #text(): string {
    const { submit, state, error, messageId } = this.#content;
    const { timezoneOffsetMinutes: offset } = this.#style;
    const delivered = state === 'DELIVRD' ? '001' : '000';
    const quoted = submit.dataCoding === 0 ? submit.octets.slice(0, quotedCharacters) : '';
    return (
      `id:${messageId} sub:001 dlvrd:${delivered} submit date:${localMinute(submit.acceptedAt, offset)} ` +
      `done date:${localMinute(this.#doneAt, offset)} stat:${state} err:${error} text:${quoted}`
    );
  }

  #tlvs(): readonly Tlv[] {
    const { state, error, messageId } = this.#content;
    const id = textTlv(tlvTags.receiptedMessageId, messageId);
    return error === '000' ? [id, stateTlvs[state]] : [id, stateTlvs[state], networkErrorTlv(error)];
  }
}

/** A vendor's letters have no number: they read as 0. */
function networkErrorTlv(error: string): Tlv {
  const code = Number.parseInt(error, 10) || 0;
  return { tag: tlvTags.networkErrorCode, value: Buffer.from([gsmNetwork, code >> 8, code & 0xff]) };
}

let cachedMinute = -1;
let cachedText = '';

/** YYMMDDhhmm. Nearly all receipts of a run are of the same minute. */
function localMinute(time: number, offsetMinutes: number): string {
  const minute = Math.floor(time / 60_000) + offsetMinutes;
  if (minute !== cachedMinute) {
    cachedMinute = minute;
    cachedText = new Date(minute * 60_000).toISOString().replace(/\D/g, '').slice(2, 12);
  }
  return cachedText;
}
