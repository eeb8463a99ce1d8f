import type { DelayRange } from '../seeded-random.ts';
import type { IdBase } from './message-ids.ts';
import type { DefaultAlphabet } from './text-coding.ts';

export interface SmscAccount {
  /** At most 15 characters. */
  readonly systemId: string;
  /** At most 8 characters. */
  readonly password: string;
}

/** How this SMSC behaves where real ones differ. All times in milliseconds. */
export interface SmscOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly accounts: readonly SmscAccount[];
  /** Most receipts and inbound messages without an acknowledgement, a session. */
  readonly deliverWindow: number;
  /** An unacknowledged delivery is sent again after this. */
  readonly deliverTimeout: number;
  /** A delivery refused for now is sent again after this. */
  readonly redeliverAfter: number;
  readonly receiptDelay: DelayRange;
  readonly receiptForm: 'text' | 'tlv' | 'both';
  readonly responseIdBase: IdBase;
  readonly receiptIdBase: IdBase;
  /** Of the local time in receipts. */
  readonly timezoneOffsetMinutes: number;
  /** What data_coding 0 means. */
  readonly defaultAlphabet: DefaultAlphabet;
  /** A session silent for so long is asked with enquire_link, and closed when it stays silent for as long again. */
  readonly enquireLinkAfter: number;
  /** For every choice left to chance. */
  readonly seed: number;
}

export const defaultSmscOptions: SmscOptions = {
  port: 0,
  accounts: [{ systemId: 'parley', password: 'sandbox' }],
  deliverWindow: 200,
  deliverTimeout: 30_000,
  redeliverAfter: 1_000,
  receiptDelay: { min: 0, max: 0 },
  receiptForm: 'both',
  responseIdBase: 'decimal',
  receiptIdBase: 'decimal',
  timezoneOffsetMinutes: 0,
  defaultAlphabet: 'gsm7',
  enquireLinkAfter: 30_000,
  seed: 1,
};
