import type { Receipt, ReceiptState } from '../channel.ts';
import { bodyOf } from './concatenation.ts';
import { type MessageIdType, normalizedMessageId } from './message-id.ts';
import { decodeText, ucs2Coding } from './text-encoding.ts';
import { findTlv, type ShortMessage, tlvNumber, tlvTags, tlvText } from './wire.ts';

export interface ReceiptFormat {
  readonly messageIdType: MessageIdType;
  /** Offset of the SMSC's clock from UTC, in minutes: receipts carry its local time. */
  readonly timeZoneMinutes: number;
}

const messageTypeBits = 0x3c;
const receiptType = 0x04;
const intermediateType = 0x20;

/** By esm_class; or by the parameters only a receipt has, for SMSCs that leave esm_class at 0. */
export function isReceipt(pdu: ShortMessage): boolean {
  const type = pdu.esmClass & messageTypeBits;
  if (type === receiptType || type === intermediateType) return true;
  return type === 0 && pdu.tlvs.length > 0 && findTlv(pdu.tlvs, tlvTags.messageState) !== undefined;
}

/** The receipt a deliver_sm carries, from its parameters first and its text second; null when it names no message or state. */
export function parseReceipt(pdu: ShortMessage, format: ReceiptFormat): Receipt | null {
  const fields = receiptFields(receiptText(pdu));
  const id = tlvText(pdu.tlvs, tlvTags.receiptedMessageId) || fields.get('id') || '';
  const state = stateOfNumber(tlvNumber(pdu.tlvs, tlvTags.messageState)) ?? stateOfWord(fields.get('stat'));
  if (id.trim() === '' || !state) return null;
  return {
    providerMessageId: normalizedMessageId(id, format.messageIdType, 'receipt'),
    state,
    providerTime: receiptTime(fields.get('done date'), format.timeZoneMinutes),
    errorCode: significant(fields.get('err')) ?? significant(networkError(pdu)),
    reason: reasons[state],
  };
}

const reasons = {
  accepted: null,
  delivered: null,
  read: null,
  failed: 'delivery_failed',
  expired: 'validity_expired',
} as const;

/** Receipts are written in ASCII whatever data_coding 0 means to the SMSC: read as GSM, `_` and `@` of an id would change. */
function receiptText(pdu: ShortMessage): string {
  return decodeText(bodyOf(pdu), pdu.dataCoding === ucs2Coding ? 'ucs2' : 'latin1');
}

const keys = ['id', 'sub', 'dlvrd', 'stat', 'err', 'text', 'submit date', 'done date'] as const;
type Key = (typeof keys)[number];

/**
 * `id:1 sub:001 … done date:2511210830 stat:DELIVRD err:000 text:…`, keys in any order and case, any of them missing.
 * What follows `text:` is the customer's message and may contain anything, so nothing behind it is read.
 *
 * Scans from colon to colon: a receipt comes for every message sent, and a regular expression takes four times as long.
 */
export function receiptFields(text: string): Map<Key, string> {
  const fields = new Map<Key, string>();
  const lower = text.toLowerCase();
  let key: Key | null = null;
  let valueStart = 0;
  for (let colon = lower.indexOf(':'); colon >= 0 && key !== 'text'; colon = lower.indexOf(':', colon + 1)) {
    const next = keyBefore(lower, colon);
    if (!next) continue;
    if (key && !fields.has(key)) fields.set(key, firstWord(text, valueStart, colon - next.length));
    key = next;
    valueStart = colon + 1;
  }
  if (key && key !== 'text' && !fields.has(key)) fields.set(key, firstWord(text, valueStart, text.length));
  return fields;
}

/** The key that ends at `colon` and has no letter or digit before it. */
function keyBefore(lower: string, colon: number): Key | null {
  for (const key of keys) {
    if (lower.endsWith(key, colon) && !isLetterOrDigit(lower.charCodeAt(colon - key.length - 1))) return key;
  }
  return null;
}

function firstWord(text: string, start: number, end: number): string {
  let from = start;
  while (from < end && isSpace(text.charCodeAt(from))) from++;
  let to = from;
  while (to < end && !isSpace(text.charCodeAt(to))) to++;
  return text.slice(from, to);
}

function isSpace(unit: number): boolean {
  return unit <= 0x20;
}

function isLetterOrDigit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
}

/** SMPP 5.0, section 4.7.15. `UNKNOWN` proves nothing, so it claims no more than that the network has the message. */
const statesByNumber: readonly ReceiptState[] = [
  'accepted', // SCHEDULED
  'accepted', // ENROUTE
  'delivered',
  'expired',
  'failed', // DELETED
  'failed', // UNDELIVERABLE
  'accepted',
  'accepted', // UNKNOWN
  'failed', // REJECTED
  'failed', // SKIPPED
];

function stateOfNumber(state: number | undefined): ReceiptState | undefined {
  return state === undefined ? undefined : statesByNumber[state];
}

/** By four letters: SMSCs write `DELIVRD` and `DELIVERED`, `UNDELIV` and `UNDELIVERABLE`. */
const statesByWord = new Map<string, ReceiptState>([
  ['SCHE', 'accepted'],
  ['ENRO', 'accepted'],
  ['BUFF', 'accepted'],
  ['ACCE', 'accepted'],
  ['UNKN', 'accepted'],
  ['DELI', 'delivered'],
  ['READ', 'read'],
  ['EXPI', 'expired'],
  ['DELE', 'failed'],
  ['UNDE', 'failed'],
  ['REJE', 'failed'],
  ['FAIL', 'failed'],
  ['SKIP', 'failed'],
]);

function stateOfWord(word: string | undefined): ReceiptState | undefined {
  return word === undefined ? undefined : statesByWord.get(word.slice(0, 4).toUpperCase());
}

/** Type byte and uint16; some SMSCs put three digits there instead. */
function networkError(pdu: ShortMessage): string | undefined {
  const value = findTlv(pdu.tlvs, tlvTags.networkErrorCode);
  if (value === undefined || value.length !== 3) return undefined;
  const digits = value.toString('latin1');
  return /^\d{3}$/.test(digits) ? digits : String(value.readUInt16BE(1));
}

/** An error code of zeros says that there was no error. */
function significant(code: string | undefined): string | null {
  return code === undefined || /^0*$/.test(code) ? null : code;
}

/** `YYMMDDhhmm[ss]` or `YYYYMMDDhhmmss` in the SMSC's time to unix milliseconds; null when it is no date. */
function receiptTime(written: string | undefined, timeZoneMinutes: number): number | null {
  const [, digits] = /^(?:20)?(\d{10}(?:\d\d)?)$/.exec(written ?? '') ?? [];
  if (digits === undefined) return null;
  const at = (index: number): number => Number(digits.slice(index, index + 2));
  const [year, month, day, hour, minute, second] = [at(0), at(2), at(4), at(6), at(8), at(10)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second) - timeZoneMinutes * 60_000;
}
