import { smsCuts, smsParts, type SmsEncoding } from '@parley/contract/sms-text';
import { type DefaultAlphabet, encodeText, fits, ucs2Coding } from './text-encoding.ts';
import { noTlvs, numberTlv, type Tlv, tlvTags } from './wire.ts';

/** How a message longer than one part travels: header of 8 or 16 bits of reference, SAR parameters, or one payload. */
export type LongMessages = 'udh8' | 'udh16' | 'sar' | 'payload';

export interface TextFormat {
  readonly defaultAlphabet: DefaultAlphabet;
  readonly longMessages: LongMessages;
}

/** What one submit_sm carries of a text. */
export interface TextPart {
  /** `short_message` begins with a user data header. */
  readonly hasHeader: boolean;
  readonly dataCoding: number;
  readonly shortMessage: Buffer;
  readonly tlvs: readonly Tlv[];
}

const mostParts = 255;
const noBytes = Buffer.alloc(0);

/**
 * The parts of a text in their order; null when there would be more than the protocol can number. `reference` ties them
 * together and should differ between messages to one recipient; its low 8 or 16 bits are used.
 */
export function splitText(text: string, format: TextFormat, reference: number): TextPart[] | null {
  const inDefault = fits(text, format.defaultAlphabet);
  const alphabet = inDefault ? format.defaultAlphabet : 'ucs2';
  const encoding: SmsEncoding = inDefault ? 'gsm7' : 'ucs2';
  const dataCoding = inDefault ? 0 : ucs2Coding;
  // The SMSC makes a header of SAR parameters, and it may be the narrow one: they leave the same room.
  const { parts, perPart } = smsParts(text, format.longMessages === 'udh16' ? 16 : 8, encoding);
  if (parts === 1) return [{ hasHeader: false, dataCoding, shortMessage: encodeText(text, alphabet), tlvs: noTlvs }];
  if (format.longMessages === 'payload') {
    const payload = { tag: tlvTags.messagePayload, value: encodeText(text, alphabet) };
    return [{ hasHeader: false, dataCoding, shortMessage: noBytes, tlvs: [payload] }];
  }
  if (parts > mostParts) return null;
  const { longMessages } = format;
  return smsCuts(text, encoding, perPart).map((end, index, ends) => {
    const piece = text.slice(ends[index - 1] ?? 0, end);
    const place = { reference, total: parts, sequence: index + 1 };
    if (longMessages === 'sar') {
      return { hasHeader: false, dataCoding, shortMessage: encodeText(piece, alphabet), tlvs: sarTlvs(place) };
    }
    const header = concatenationHeader(place, longMessages);
    const body = encodeText(piece, alphabet, header.length);
    return { hasHeader: true, dataCoding, shortMessage: Buffer.concat([header, body]), tlvs: noTlvs };
  });
}

interface Place {
  readonly reference: number;
  readonly total: number;
  readonly sequence: number;
}

function concatenationHeader({ reference, total, sequence }: Place, longMessages: 'udh8' | 'udh16'): Buffer {
  const low = reference & 0xff;
  if (longMessages === 'udh8') return Buffer.from([5, 0x00, 3, low, total, sequence]);
  return Buffer.from([6, 0x08, 4, (reference >> 8) & 0xff, low, total, sequence]);
}

function sarTlvs({ reference, total, sequence }: Place): Tlv[] {
  return [
    numberTlv(tlvTags.sarReference, reference & 0xffff, 2),
    numberTlv(tlvTags.sarTotal, total, 1),
    numberTlv(tlvTags.sarSequence, sequence, 1),
  ];
}
