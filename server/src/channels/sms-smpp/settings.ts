import { pattern } from '@parley/contract/pattern';
import { z } from 'zod';
import { refusalReasons, type RefusalReason } from './status.ts';
import { fieldBytes } from './wire.ts';

/** A text field of the protocol: Latin-1, and one byte shorter than its place because of the NUL. */
function protocolText(field: keyof typeof fieldBytes) {
  return pattern(/^[\x20-\x7e]*$/, {
    rule: 'not_ascii',
    en: 'Use plain Latin letters, digits and signs only.',
    ru: 'Только простые латинские буквы, цифры и знаки.',
  }).max(fieldBytes[field] - 1);
}

const statusCode = pattern(/^(0x[0-9a-f]{1,8}|\d{1,10})$/i, {
  rule: 'not_a_code',
  en: 'Write a code such as 0x401 or 1025.',
  ru: 'Нужен код вида 0x401 или 1025.',
});
const minutesOfOffset = /^([+-])(\d\d):(\d\d)$/;

export const smppSettingsSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(2775),
  tls: z.boolean().default(false),
  /** PEM of the authority to trust instead of the system's. */
  ca: z.string().max(65_536).optional(),
  systemId: protocolText('systemId').min(1),
  password: protocolText('password'),
  systemType: protocolText('systemType').default(''),
  /** An alphanumeric name, a short code, or an international number. */
  sourceAddress: pattern(/^(\+?\d{3,20}|[A-Za-z0-9 &._-]{1,11})$/, {
    rule: 'not_a_sender',
    en: 'Write a name of up to 11 Latin letters or digits, a short code or a number.',
    ru: 'Имя до 11 латинских букв или цифр, короткий номер или обычный.',
  }),
  /** Type and plan of the source address, where the SMSC wants others than its form suggests. */
  sourceTon: z.int().min(0).max(7).optional(),
  sourceNpi: z.int().min(0).max(18).optional(),
  window: z.int().min(1).max(1_000).default(10),
  enquireLinkSeconds: z.number().min(1).max(600).default(30),
  responseTimeoutSeconds: z.number().min(1).max(600).default(60),
  useReceipts: z.boolean().default(true),
  messageIdType: z.enum(['as-is', 'decimal', 'hex-response', 'hex-receipt', 'hex']).default('as-is'),
  /** Offset of the SMSC's clock from UTC. */
  receiptTimeZone: pattern(/^[+-](0\d|1[0-4]):[0-5]\d$/, {
    rule: 'not_an_offset',
    en: 'Write an offset such as +03:00.',
    ru: 'Смещение вида +03:00.',
  }).default('+00:00'),
  /** What the SMSC means by data_coding 0. */
  defaultAlphabet: z.enum(['gsm', 'gsm-packed', 'latin1']).default('gsm'),
  longMessages: z.enum(['udh8', 'udh16', 'sar', 'payload']).default('udh8'),
  /** What the vendor's own status codes mean. */
  vendorStatus: z.record(statusCode, z.enum(refusalReasons)).default({}),
});

export type SmppSettings = z.output<typeof smppSettingsSchema>;

export interface SourceAddress {
  readonly ton: number;
  readonly npi: number;
  readonly address: string;
}

const shortestInternational = 7;

/** Type and plan guessed from the form of the address, unless they are given. */
export function sourceAddressOf(settings: SmppSettings): SourceAddress {
  const guess = guessedSource(settings.sourceAddress);
  return { ...guess, ton: settings.sourceTon ?? guess.ton, npi: settings.sourceNpi ?? guess.npi };
}

function guessedSource(written: string): SourceAddress {
  const digits = /^\+?(\d+)$/.exec(written)?.[1];
  if (digits === undefined) return { ton: 5, npi: 0, address: written };
  if (written.startsWith('+') || digits.length >= shortestInternational) return { ton: 1, npi: 1, address: digits };
  return { ton: 3, npi: 0, address: digits };
}

export function timeZoneMinutes(offset: string): number {
  const [, sign, hours, minutes] = minutesOfOffset.exec(offset) ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -size : size;
}

export function vendorStatusOf(settings: SmppSettings): ReadonlyMap<number, RefusalReason> {
  return new Map(Object.entries(settings.vendorStatus).map(([code, reason]) => [Number(code), reason]));
}
