import type { ShortMessage } from '@parley/server/smpp-wire';
import type { Part, Submit } from '../ledger.ts';
import { decodeText, type DefaultAlphabet } from './text-coding.ts';
import type { UserData } from './user-data.ts';

export interface Acceptance {
  readonly account: string;
  readonly id: number;
  /** `id` as the answer gives it. */
  readonly messageId: string;
  readonly acceptedAt: number;
  readonly deliveredAt: number | null;
  readonly defaultAlphabet: DefaultAlphabet;
}

/** One accepted submit_sm. Kept for as long as the sandbox runs, so it holds octets and decodes them when somebody reads. */
export class SmsSubmit implements Submit {
  sequence = 0;
  readonly network = 'sms';
  readonly account: string;
  readonly id: number;
  readonly messageId: string;
  readonly acceptedAt: number;
  readonly deliveredAt: number | null;
  readonly source: string;
  readonly destination: string;
  readonly dataCoding: number;
  readonly registeredDelivery: number;
  /** User data without its header, one character an octet. */
  readonly octets: string;
  readonly part: Part | null;
  readonly #defaultAlphabet: DefaultAlphabet;

  constructor(pdu: ShortMessage, userData: UserData, acceptance: Acceptance) {
    this.account = acceptance.account;
    this.id = acceptance.id;
    this.messageId = acceptance.messageId;
    this.acceptedAt = acceptance.acceptedAt;
    this.deliveredAt = acceptance.deliveredAt;
    this.source = pdu.source;
    this.destination = pdu.destination;
    this.dataCoding = pdu.dataCoding;
    this.registeredDelivery = pdu.registeredDelivery;
    this.octets = userData.octets;
    this.part = userData.part;
    this.#defaultAlphabet = acceptance.defaultAlphabet;
  }

  get text(): string {
    return decodeText(this.octets, this.dataCoding, this.#defaultAlphabet);
  }

  describe(): Record<string, unknown> {
    const {
      network,
      account,
      messageId,
      source,
      destination,
      text,
      part,
      dataCoding,
      registeredDelivery,
      deliveredAt,
    } = this;
    return {
      network,
      account,
      messageId,
      source,
      destination,
      text,
      part,
      dataCoding,
      registeredDelivery,
      deliveredAt,
    };
  }
}
