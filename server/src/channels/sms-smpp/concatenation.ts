import { alphabetOf, decodeText, type DefaultAlphabet } from './text-encoding.ts';
import { findTlv, type ShortMessage, tlvNumber, tlvTags } from './wire.ts';

const headerIndicator = 0x40;

/** Where a received part belongs: part `sequence` of `total`, tied together by `reference`. */
export interface Place {
  readonly reference: number;
  readonly total: number;
  readonly sequence: number;
}

export interface ReceivedText {
  readonly text: string;
  /** Null for a message that came whole. */
  readonly place: Place | null;
}

/** Text of a received short message and its place in a longer one, from its user data header or its SAR parameters. */
export function receivedText(pdu: ShortMessage, defaultAlphabet: DefaultAlphabet): ReceivedText {
  const body = bodyOf(pdu);
  const header = pdu.esmClass & headerIndicator ? userDataHeader(body) : noHeader;
  const alphabet = alphabetOf(pdu.dataCoding, defaultAlphabet);
  const text = decodeText(body.subarray(header.length), alphabet, header.length);
  return { text, place: valid(header.place ?? sarPlace(pdu)) };
}

/** The bytes of the message, wherever the SMSC has put them. */
export function bodyOf(pdu: ShortMessage): Buffer {
  return pdu.shortMessage.length > 0
    ? pdu.shortMessage
    : (findTlv(pdu.tlvs, tlvTags.messagePayload) ?? pdu.shortMessage);
}

interface Header {
  readonly length: number;
  readonly place: Place | null;
}

const noHeader: Header = { length: 0, place: null };

/** A header that does not lie within the body is no header: all of it is then text. */
function userDataHeader(body: Buffer): Header {
  const length = 1 + (body[0] ?? 0);
  if (length > body.length) return noHeader;
  for (let at = 1; at + 2 <= length; at += 2 + (body[at + 1] as number)) {
    const place = concatenationElement(body.subarray(at, length));
    if (place) return { length, place };
  }
  return { length, place: null };
}

function concatenationElement(element: Buffer): Place | null {
  const [id, size] = element;
  if (id === 0x00 && size === 3 && element.length >= 5) {
    return { reference: element.readUInt8(2), total: element.readUInt8(3), sequence: element.readUInt8(4) };
  }
  if (id === 0x08 && size === 4 && element.length >= 6) {
    return { reference: element.readUInt16BE(2), total: element.readUInt8(4), sequence: element.readUInt8(5) };
  }
  return null;
}

function sarPlace(pdu: ShortMessage): Place | null {
  const reference = tlvNumber(pdu.tlvs, tlvTags.sarReference);
  const total = tlvNumber(pdu.tlvs, tlvTags.sarTotal);
  const sequence = tlvNumber(pdu.tlvs, tlvTags.sarSequence);
  if (reference === undefined || total === undefined || sequence === undefined) return null;
  return { reference, total, sequence };
}

/** A part of one, or one outside its total, stands for itself. */
function valid(place: Place | null): Place | null {
  return place && place.total >= 2 && place.sequence >= 1 && place.sequence <= place.total ? place : null;
}
