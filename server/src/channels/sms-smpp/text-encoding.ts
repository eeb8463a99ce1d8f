import { gsmAlphabet, gsmCode, gsmEscape, gsmExtension, notInGsm } from '@parley/contract/sms-text';

/** How the bytes of a message are to be read. `gsm-packed`: eight septets in seven bytes, else one septet a byte. */
export type Alphabet = 'gsm' | 'gsm-packed' | 'latin1' | 'ascii' | 'ucs2' | 'cyrillic' | 'hebrew' | 'binary';

/** The alphabets an SMSC may mean by data_coding 0. */
export type DefaultAlphabet = 'gsm' | 'gsm-packed' | 'latin1';

export const ucs2Coding = 8;

/** The alphabet of a data_coding, both as SMPP numbers them and as the GSM groups with a message class do. */
export function alphabetOf(dataCoding: number, defaultAlphabet: DefaultAlphabet): Alphabet {
  if (dataCoding >= 0xf0) return dataCoding & 0x04 ? 'binary' : defaultAlphabet;
  if (dataCoding >= 0x10 && dataCoding < 0x40) return generalGroup(dataCoding, defaultAlphabet);
  switch (dataCoding) {
    case 1:
      return 'ascii';
    case 2:
    case 4:
      return 'binary';
    case 3:
      return 'latin1';
    case 6:
      return 'cyrillic';
    case 7:
      return 'hebrew';
    case ucs2Coding:
      return 'ucs2';
    default:
      return defaultAlphabet;
  }
}

function generalGroup(dataCoding: number, defaultAlphabet: DefaultAlphabet): Alphabet {
  const bits = dataCoding & 0x0c;
  if (bits === 0x04) return 'binary';
  return bits === 0x08 ? 'ucs2' : defaultAlphabet;
}

/** `text` must fit the alphabet (see `fits`). `headerBytes`: bytes of the user data header before it, for packing. */
export function encodeText(text: string, alphabet: DefaultAlphabet | 'ucs2', headerBytes = 0): Buffer {
  switch (alphabet) {
    case 'ucs2':
      return Buffer.from(text, 'utf16le').swap16();
    case 'latin1':
      return Buffer.from(text, 'latin1');
    case 'gsm':
      return gsmSeptets(text);
    case 'gsm-packed':
      return packSeptets(gsmSeptets(text), headerBytes);
  }
}

/** Text of received bytes; never throws. What has no text (binary) is given in hexadecimal. */
export function decodeText(bytes: Buffer, alphabet: Alphabet, headerBytes = 0): string {
  switch (alphabet) {
    case 'gsm':
      return textOfSeptets(bytes);
    case 'gsm-packed':
      return textOfSeptets(unpackSeptets(bytes, headerBytes));
    case 'latin1':
      return bytes.toString('latin1');
    case 'ascii':
      return bytes.toString('ascii');
    case 'ucs2':
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'cyrillic':
      return new TextDecoder('iso-8859-5').decode(bytes);
    case 'hebrew':
      return new TextDecoder('iso-8859-8').decode(bytes);
    case 'binary':
      return bytes.toString('hex');
  }
}

/** Whether an SMSC whose default alphabet this is can carry `text` with data_coding 0. */
export function fits(text: string, alphabet: DefaultAlphabet): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // An SMSC that takes Latin-1 still puts GSM 03.38 on the air, so such a text must be in both.
    if (gsmCode(unit) === notInGsm || (alphabet === 'latin1' && unit > 0xff)) return false;
  }
  return true;
}

function gsmSeptets(text: string): Buffer {
  const septets = Buffer.allocUnsafe(text.length * 2);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const code = gsmCode(text.charCodeAt(index));
    if (code > 0x7f) septets[at++] = gsmEscape;
    septets[at++] = code & 0x7f;
  }
  return septets.subarray(0, at);
}

function textOfSeptets(septets: Uint8Array): string {
  let text = '';
  for (let index = 0; index < septets.length; index++) {
    const septet = (septets[index] as number) & 0x7f;
    const extended = septet === gsmEscape ? gsmExtension.get(septets[index + 1] ?? 0) : undefined;
    if (extended) index++;
    text += extended ?? gsmAlphabet[septet];
  }
  return text;
}

const carriageReturn = 0x0d;

/** Packed text after a header starts at the next septet boundary. */
function fillBitsAfter(headerBytes: number): number {
  return (7 - ((headerBytes * 8) % 7)) % 7;
}

function packSeptets(septets: Uint8Array, headerBytes: number): Buffer {
  const fillBits = fillBitsAfter(headerBytes);
  const bits = fillBits + septets.length * 7;
  // Seven spare bits would read as one more septet, an `@`: GSM 03.38 fills them with a carriage return.
  const filled = bits % 8 === 1 ? [...septets, carriageReturn] : septets;
  const packed = Buffer.alloc(Math.ceil(bits / 8));
  let bit = fillBits;
  for (const septet of filled) {
    const at = bit >> 3;
    const shifted = septet << (bit & 7);
    packed[at] = (packed[at] as number) | (shifted & 0xff);
    if (at + 1 < packed.length) packed[at + 1] = shifted >> 8;
    bit += 7;
  }
  return packed;
}

function unpackSeptets(packed: Uint8Array, headerBytes: number): Uint8Array {
  const fillBits = fillBitsAfter(headerBytes);
  const bits = packed.length * 8 - fillBits;
  const septets = new Uint8Array(Math.max(0, Math.floor(bits / 7)));
  for (let index = 0; index < septets.length; index++) {
    const bit = fillBits + index * 7;
    const pair = (packed[bit >> 3] as number) | ((packed[(bit >> 3) + 1] ?? 0) << 8);
    septets[index] = (pair >> (bit & 7)) & 0x7f;
  }
  const isFilled = bits % 7 === 0 && septets.at(-1) === carriageReturn;
  return isFilled ? septets.subarray(0, -1) : septets;
}
