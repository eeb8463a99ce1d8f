import { noTlvs, numberTlv, type ShortMessage, shortMessage, type Tlv, tlvTags } from '@parley/server/smpp-wire';
import type { Inbound, InboundEntryKind, Ledger } from '../ledger.ts';
import type { CustomerMessage } from '../network.ts';
import { addressOf } from './address.ts';
import type { Delivery, DeliveryEvent } from './outbox.ts';
import { type DefaultAlphabet, encodeText } from './text-coding.ts';
import { capacity } from './user-data.ts';

type LongForm = CustomerMessage['form'];

/** One message a customer sent. */
export interface SmsInbound extends Inbound {
  readonly form: LongForm;
}

const headerLengths: Record<LongForm, number> = { udh8: 6, udh16: 7, sar: 0, payload: 0 };
const userDataHeader = 0x40;

const entryKinds: Record<DeliveryEvent, InboundEntryKind> = {
  sent: 'inbound_sent',
  acknowledged: 'inbound_acknowledged',
  refused: 'inbound_refused',
};

/** The deliver_sm of a message, one a part. `reference` tells the parts of messages apart. */
export function inboundParts(message: SmsInbound, reference: number, defaultAlphabet: DefaultAlphabet): InboundPart[] {
  const { dataCoding, characters } = encodeText(message.text, defaultAlphabet);
  const whole = characters.join('');
  if (whole.length <= capacity(dataCoding, 0)) return [new InboundPart(message, dataCoding, whole, null)];
  if (message.form === 'payload') return [new InboundPart(message, dataCoding, whole, null)];
  const pieces = pack(characters, capacity(dataCoding, headerLengths[message.form]));
  return pieces.map((octets, index) => {
    return new InboundPart(message, dataCoding, octets, { reference, total: pieces.length, number: index + 1 });
  });
}

/** Fills parts without tearing a character apart. */
function pack(characters: readonly string[], room: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const octets of characters) {
    if (piece.length + octets.length > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += octets;
  }
  pieces.push(piece);
  return pieces;
}

interface Place {
  readonly reference: number;
  readonly total: number;
  readonly number: number;
}

class InboundPart implements Delivery {
  sentAt = 0;
  readonly #message: SmsInbound;
  readonly #dataCoding: number;
  readonly #octets: string;
  readonly #place: Place | null;

  constructor(message: SmsInbound, dataCoding: number, octets: string, place: Place | null) {
    this.#message = message;
    this.#dataCoding = dataCoding;
    this.#octets = octets;
    this.#place = place;
  }

  pdu(sequence: number): ShortMessage {
    const { source, destination, form } = this.#message;
    const from = addressOf(source);
    const to = addressOf(destination);
    const header = this.#place === null ? '' : userDataHeaderOf(form, this.#place);
    const content = Buffer.from(header + this.#octets, 'latin1');
    const asPayload = form === 'payload' && this.#octets.length > capacity(this.#dataCoding, 0);
    return shortMessage('deliver_sm', sequence, {
      sourceTon: from.ton,
      sourceNpi: from.npi,
      source,
      destinationTon: to.ton,
      destinationNpi: to.npi,
      destination,
      esmClass: header === '' ? 0 : userDataHeader,
      dataCoding: this.#dataCoding,
      ...(asPayload ? {} : { shortMessage: content }),
      tlvs: asPayload ? [{ tag: tlvTags.messagePayload, value: content }] : this.#sarTlvs(),
    });
  }

  record(ledger: Ledger, event: DeliveryEvent, status: string): void {
    const place = this.#place ? `${this.#place.number}/${this.#place.total}` : '1/1';
    ledger.inbound(entryKinds[event], this.#message, status ? `${place} ${status}` : place);
  }

  #sarTlvs(): readonly Tlv[] {
    if (this.#place === null || this.#message.form !== 'sar') return noTlvs;
    const { reference, total, number } = this.#place;
    return [
      numberTlv(tlvTags.sarReference, reference & 0xffff, 2),
      numberTlv(tlvTags.sarTotal, total, 1),
      numberTlv(tlvTags.sarSequence, number, 1),
    ];
  }
}

function userDataHeaderOf(form: LongForm, { reference, total, number }: Place): string {
  switch (form) {
    case 'udh8':
      return String.fromCharCode(5, 0x00, 3, reference & 0xff, total, number);
    case 'udh16':
      return String.fromCharCode(6, 0x08, 4, (reference >> 8) & 0xff, reference & 0xff, total, number);
    default:
      return '';
  }
}
