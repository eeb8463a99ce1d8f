import { commandStatus, findTlv, type ShortMessage, tlvNumber, tlvTags } from '@parley/server/smpp-wire';
import type { Part } from '../ledger.ts';
import { isSevenBit } from './text-coding.ts';

export interface UserData {
  /** Without the header, one character an octet. */
  readonly octets: string;
  readonly part: Part | null;
}

const userDataHeader = 0x40;
const octetsPerMessage = 140;
const concat8 = 0x00;
const concat16 = 0x08;

/** What a message carries, or the command_status that refuses it. */
export function readUserData(pdu: ShortMessage): UserData | number {
  if (pdu.tlvs.length === 0 && (pdu.esmClass & userDataHeader) === 0) {
    if (pdu.shortMessage.length > capacity(pdu.dataCoding, 0)) return commandStatus.invalidMessageLength;
    return { octets: pdu.shortMessage.toString('latin1'), part: null };
  }
  const payload = findTlv(pdu.tlvs, tlvTags.messagePayload);
  if (payload && pdu.shortMessage.length > 0) return commandStatus.invalidMessageLength;
  const bytes = payload ?? pdu.shortMessage;
  let headerLength = 0;
  let part = sarPart(pdu);
  if ((pdu.esmClass & userDataHeader) !== 0) {
    headerLength = 1 + (bytes[0] ?? bytes.length);
    if (headerLength > bytes.length) return commandStatus.invalidEsmClass;
    part = headerPart(bytes, headerLength) ?? part;
  }
  if (part && (part.number < 1 || part.number > part.total)) return commandStatus.invalidEsmClass;
  if (!payload && bytes.length - headerLength > capacity(pdu.dataCoding, headerLength))
    return commandStatus.invalidMessageLength;
  return { octets: bytes.toString('latin1', headerLength), part: part && part.total > 1 ? part : null };
}

/** Most octets of text that fit beside a header, seven-bit text counted unpacked. */
export function capacity(dataCoding: number, headerLength: number): number {
  const octets = octetsPerMessage - headerLength;
  return isSevenBit(dataCoding) ? Math.floor((octets * 8) / 7) : octets;
}

/** Finds the concatenation element among those of the header. */
function headerPart(bytes: Buffer, headerLength: number): Part | null {
  let at = 1;
  while (at + 2 <= headerLength) {
    const element = bytes[at];
    const length = bytes[at + 1] as number;
    const from = at + 2;
    at = from + length;
    if (at > headerLength) return null;
    if (element === concat8 && length === 3) {
      return { reference: `udh8:${bytes[from]}`, total: bytes[from + 1] as number, number: bytes[from + 2] as number };
    }
    if (element === concat16 && length === 4) {
      return {
        reference: `udh16:${bytes.readUInt16BE(from)}`,
        total: bytes[from + 2] as number,
        number: bytes[from + 3] as number,
      };
    }
  }
  return null;
}

function sarPart(pdu: ShortMessage): Part | null {
  const reference = tlvNumber(pdu.tlvs, tlvTags.sarReference);
  const total = tlvNumber(pdu.tlvs, tlvTags.sarTotal);
  const number = tlvNumber(pdu.tlvs, tlvTags.sarSequence);
  if (reference === undefined || total === undefined || number === undefined) return null;
  return { reference: `sar:${reference}`, total, number };
}
