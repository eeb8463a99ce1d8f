import type { DelayRange } from '../seeded-random.ts';
import type { IdBase } from './message-ids.ts';
import type { MessageState } from './receipt.ts';

export type MalformedKind = 'body' | 'length' | 'unknown_command';

/** What is to become of one submit_sm, after all faults that match it. Null leaves it to the options of the SMSC. */
export interface SubmitPlan {
  /** A command_status other than 0 refuses it. */
  status: number;
  answers: 0 | 1 | 2;
  /** Milliseconds. */
  answerDelay: number;
  drop: 'never' | 'before_accept' | 'before_answer' | 'after_answer';
  malformed: MalformedKind | null;
  receiptFirst: boolean;
  receiptDelay: DelayRange | null;
  /** Receipts in this order, `stateGap` milliseconds apart. */
  states: readonly MessageState[];
  stateGap: number;
  error: string;
  receiptCopies: number;
  strayReceipt: boolean;
  /** Receipts are held until so many are there, and then go out in another order. */
  disorderBatch: number;
  responseIdBase: IdBase | null;
  receiptIdBase: IdBase | null;
}

export const plainPlan: Readonly<SubmitPlan> = Object.freeze({
  status: 0,
  answers: 1,
  answerDelay: 0,
  drop: 'never',
  malformed: null,
  receiptFirst: false,
  receiptDelay: null,
  states: Object.freeze(['DELIVRD'] as const),
  stateGap: 0,
  error: '000',
  receiptCopies: 1,
  strayReceipt: false,
  disorderBatch: 1,
  responseIdBase: null,
  receiptIdBase: null,
});
