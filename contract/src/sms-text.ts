/**
 * SMS text: which alphabet it needs and into how many parts it is cut. The composer's counter, the price and the sender
 * all use this one file, so that what a person was shown is what is sent.
 *
 * A unit is a septet in GSM 03.38 (characters of the extension table take two) and a UTF-16 code unit in UCS-2. A part
 * never ends inside an escape pair or a surrogate pair, so the number of parts is counted by cutting, not by dividing.
 */
export type SmsEncoding = 'gsm7' | 'ucs2';

export interface SmsParts {
  readonly encoding: SmsEncoding;
  readonly units: number;
  /** At least 1: an empty text is still one message. */
  readonly parts: number;
  /** Units that fit into one part of this message. */
  readonly perPart: number;
  /** Units still free in the last part. */
  readonly unitsLeft: number;
}

/** Width of the reference that ties parts together, in bits; the wider one costs a unit of each part. */
export type ReferenceBits = 8 | 16;

const limits = {
  gsm7: { single: 160, 8: 153, 16: 152 },
  ucs2: { single: 70, 8: 67, 16: 66 },
} as const;

/** What `text` takes as one SMS, in the encoding it needs or in one given. Linear in the length of the text. */
export function smsParts(text: string, referenceBits: ReferenceBits = 8, encoding = smsEncoding(text)): SmsParts {
  const units = unitsOf(text, 0, text.length, encoding);
  const { single } = limits[encoding];
  if (units <= single) return { encoding, units, parts: 1, perPart: single, unitsLeft: single - units };
  const perPart = limits[encoding][referenceBits];
  const ends = smsCuts(text, encoding, perPart);
  const lastStart = ends.at(-2) ?? 0;
  const unitsLeft = perPart - unitsOf(text, lastStart, text.length, encoding);
  return { encoding, units, parts: ends.length, perPart, unitsLeft };
}

/** `gsm7` when every character is in GSM 03.38 or its extension table. */
export function smsEncoding(text: string): SmsEncoding {
  for (let index = 0; index < text.length; index++) {
    if (gsmCode(text.charCodeAt(index)) === notInGsm) return 'ucs2';
  }
  return 'gsm7';
}

/** Where parts of at most `perPart` units end, as indexes into `text`; the last is its length. `perPart` is at least 2. */
export function smsCuts(text: string, encoding: SmsEncoding, perPart: number): number[] {
  const ends: number[] = [];
  let used = 0;
  for (let index = 0; index < text.length;) {
    const length = encoding === 'ucs2' && isSurrogatePair(text, index) ? 2 : 1;
    const units = encoding === 'ucs2' ? length : septetsOf(text.charCodeAt(index));
    if (used + units > perPart) {
      ends.push(index);
      used = 0;
    }
    used += units;
    index += length;
  }
  ends.push(text.length);
  return ends;
}

/** What `gsmCode` answers for a character outside the alphabet. */
export const notInGsm = 0xffff;
/** The septet that announces a character of the extension table. */
export const gsmEscape = 0x1b;

/** Septet of a UTF-16 code unit; 0x1B00 plus the second septet for the extension table; `notInGsm` otherwise. */
export function gsmCode(unit: number): number {
  return unit < codes.length ? (codes[unit] as number) : notInGsm;
}

/** The characters by septet; the place of the escape (0x1B) holds a space, which a receiver shows for it. */
export const gsmAlphabet =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** The extension table by the septet after the escape. */
export const gsmExtension: ReadonlyMap<number, string> = new Map([
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
]);

const codes = buildCodes();

function buildCodes(): Uint16Array {
  const highest = '€'.charCodeAt(0);
  const table = new Uint16Array(highest + 1).fill(notInGsm);
  for (let septet = 0; septet < gsmAlphabet.length; septet++) {
    if (septet !== gsmEscape) table[gsmAlphabet.charCodeAt(septet)] = septet;
  }
  for (const [septet, character] of gsmExtension) table[character.charCodeAt(0)] = (gsmEscape << 8) | septet;
  return table;
}

function septetsOf(unit: number): number {
  return gsmCode(unit) > 0x7f ? 2 : 1;
}

function unitsOf(text: string, start: number, end: number, encoding: SmsEncoding): number {
  if (encoding === 'ucs2') return end - start;
  let units = 0;
  for (let index = start; index < end; index++) units += septetsOf(text.charCodeAt(index));
  return units;
}

function isSurrogatePair(text: string, index: number): boolean {
  const high = text.charCodeAt(index);
  if (high < 0xd800 || high > 0xdbff || index + 1 >= text.length) return false;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
