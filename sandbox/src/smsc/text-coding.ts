/**
 * The alphabets of `data_coding`. Written apart from the product's own on purpose: the ledger is the independent witness of
 * what a message said. Octets are held as Latin-1 text, one character an octet: compact, and free of references to buffers.
 */

export type DefaultAlphabet = 'gsm7' | 'latin1';

const gsm7Basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsm7Escape = 0x1b;
const gsm7Extension = new Map<number, string>([
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

const gsm7Octets = new Map<string, string>();
for (const [code, character] of Array.from(gsm7Basic).entries()) {
  if (code !== gsm7Escape) gsm7Octets.set(character, String.fromCharCode(code));
}
for (const [code, character] of gsm7Extension) gsm7Octets.set(character, String.fromCharCode(gsm7Escape, code));

const replacement = '\ufffd';

type Alphabet =
  | 'default'
  | 'gsm7'
  | 'ascii'
  | 'latin1'
  | 'binary'
  | 'utf-16be'
  | 'shift_jis'
  | 'iso-8859-5'
  | 'iso-8859-8'
  | 'iso-2022-jp'
  | 'euc-kr';

const alphabets = new Map<number, Alphabet>([
  [0, 'default'],
  [1, 'ascii'],
  [2, 'binary'],
  [3, 'latin1'],
  [4, 'binary'],
  [5, 'shift_jis'],
  [6, 'iso-8859-5'],
  [7, 'iso-8859-8'],
  [8, 'utf-16be'],
  [10, 'iso-2022-jp'],
  [14, 'euc-kr'],
]);

/** GSM 03.38: 0xF0-0xFF carry one bit of alphabet, 0x10-0x3F two; the rest is SMPP's own table. */
function alphabetOf(dataCoding: number): Alphabet {
  if (dataCoding >= 0xf0) return (dataCoding & 0x04) === 0 ? 'gsm7' : 'binary';
  if (dataCoding >= 0x10 && dataCoding < 0x40) {
    const bits = (dataCoding >> 2) & 0x03;
    return bits === 0 ? 'gsm7' : bits === 2 ? 'utf-16be' : 'binary';
  }
  return alphabets.get(dataCoding) ?? 'binary';
}

/** Whether the network carries it in seven bits a character: 160 fit into the 140 octets of a message. */
export function isSevenBit(dataCoding: number): boolean {
  const alphabet = alphabetOf(dataCoding);
  return alphabet === 'default' || alphabet === 'gsm7' || alphabet === 'ascii';
}

/** Seven-bit text is expected one character an octet. Binary messages read as hexadecimal. */
export function decodeText(octets: string, dataCoding: number, defaultAlphabet: DefaultAlphabet): string {
  const alphabet = alphabetOf(dataCoding);
  switch (alphabet) {
    case 'default':
      return defaultAlphabet === 'gsm7' ? decodeGsm7(octets) : octets;
    case 'gsm7':
      return decodeGsm7(octets);
    case 'ascii':
      return octets.replace(/[^\0-\x7f]/g, replacement);
    case 'latin1':
      return octets;
    case 'binary':
      return Buffer.from(octets, 'latin1').toString('hex');
    default:
      return new TextDecoder(alphabet, { ignoreBOM: true }).decode(Buffer.from(octets, 'latin1'));
  }
}

function decodeGsm7(octets: string): string {
  let text = '';
  for (let index = 0; index < octets.length; index++) {
    const code = octets.charCodeAt(index);
    if (code !== gsm7Escape) text += gsm7Basic[code] ?? replacement;
    else text += gsm7Extension.get(octets.charCodeAt(++index)) ?? replacement;
  }
  return text;
}

export interface EncodedText {
  readonly dataCoding: 0 | 8;
  /** One entry a character that must not be split, each the octets of it. */
  readonly characters: readonly string[];
}

/** data_coding 0 when its alphabet has every character, else UCS-2. */
export function encodeText(text: string, defaultAlphabet: DefaultAlphabet): EncodedText {
  const characters: string[] = [];
  for (const character of text) {
    const octets = defaultAlphabet === 'gsm7' ? gsm7Octets.get(character) : latin1Octet(character);
    if (octets === undefined) return { dataCoding: 8, characters: Array.from(text, utf16Octets) };
    characters.push(octets);
  }
  return { dataCoding: 0, characters };
}

function latin1Octet(character: string): string | undefined {
  return character <= '\xff' ? character : undefined;
}

function utf16Octets(character: string): string {
  let octets = '';
  for (let index = 0; index < character.length; index++) {
    const unit = character.charCodeAt(index);
    octets += String.fromCharCode(unit >> 8, unit & 0xff);
  }
  return octets;
}
