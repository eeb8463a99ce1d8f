import { commandStatus } from '@parley/server/smpp-wire';
import { z } from 'zod';
import { faultMatch } from '../fault-matcher.ts';
import { messageStates } from './receipt.ts';

const milliseconds = z.number().int().min(0).max(3_600_000);
const count = z.number().int().min(1);
const range = z
  .strictObject({ min: milliseconds, max: milliseconds })
  .refine(({ min, max }) => min <= max, { path: ['max'] });
const idBase = z.enum(['decimal', 'hex']);
const messageState = z.enum(
  Object.keys(messageStates) as [keyof typeof messageStates, ...(keyof typeof messageStates)[]],
);
const statusName = z.enum(
  Object.keys(commandStatus) as [keyof typeof commandStatus, ...(keyof typeof commandStatus)[]],
);

/** A command_status by number or by name, other than success. */
const refusal = z.union([statusName.exclude(['ok']), z.number().int().min(1).max(0xffffffff)]);

const submitActions = [
  z.strictObject({ type: z.literal('delay_answer'), delay: range }),
  /** `throttled` is 0x58, `messageQueueFull` 0x14. */
  z.strictObject({ type: z.literal('refuse'), status: refusal }),
  /** What exceeds so many messages within one second of the clock is refused. */
  z.strictObject({ type: z.literal('limit_rate'), perSecond: count, status: refusal.default('throttled') }),
  /** Accepted and recorded, but nobody is told. */
  z.strictObject({ type: z.literal('no_answer') }),
  z.strictObject({ type: z.literal('answer_twice') }),
  /** Accepted and recorded, unless `when` is `before_accept`. */
  z.strictObject({
    type: z.literal('drop_connection'),
    when: z.enum(['before_accept', 'before_answer', 'after_answer']),
  }),
  /** Sent ahead of the answer. */
  z.strictObject({ type: z.literal('send_malformed'), pdu: z.enum(['body', 'length', 'unknown_command']) }),
  z.strictObject({ type: z.literal('receipt_first') }),
  z.strictObject({ type: z.literal('duplicate_receipt'), copies: z.number().int().min(2).max(100).default(2) }),
  z.strictObject({ type: z.literal('disorder_receipts'), batch: z.number().int().min(2).max(10_000).default(10) }),
  z.strictObject({ type: z.literal('delay_receipt'), delay: range }),
  z.strictObject({ type: z.literal('no_receipt') }),
  /** One more receipt, for a message id that was never given out. */
  z.strictObject({ type: z.literal('stray_receipt') }),
  z.strictObject({
    type: z.literal('final_state'),
    state: messageState,
    error: z
      .string()
      .regex(/^[\dA-Za-z]{3}$/)
      .default('001'),
  }),
  /** Receipts in this order: regress and contradiction. */
  z.strictObject({
    type: z.literal('receipt_sequence'),
    states: z.array(messageState).min(1).max(10),
    gap: milliseconds.default(0),
  }),
  z.strictObject({ type: z.literal('id_base'), response: idBase, receipt: idBase }),
] as const;

const connectionActions = [
  /** Events are connections: each is reset as soon as it is there. */
  z.strictObject({ type: z.literal('refuse_connection') }),
  /** Events are binds. */
  z.strictObject({ type: z.literal('refuse_bind'), status: refusal }),
  /** Events are the peer's enquire_link. */
  z.strictObject({ type: z.literal('ignore_enquire_link') }),
  /** Nothing is heard and nothing is said, while the connection stays. Counting conditions do not apply. */
  z.strictObject({ type: z.literal('mute') }),
  /** Every write goes out in pieces of 1 to 64 bytes. Counting conditions do not apply. */
  z.strictObject({ type: z.literal('fragment_writes') }),
] as const;

const submitActionSchema = z.discriminatedUnion('type', submitActions);
const connectionActionSchema = z.discriminatedUnion('type', connectionActions);

const submitActionTypes = new Set<string>(submitActions.map((action) => action.shape.type.value));

export const faultSchema = z
  .strictObject({
    /** An event is a submit_sm, or for faults of connections what the action names. */
    match: faultMatch.default({}),
    action: z.discriminatedUnion('type', [...submitActions, ...connectionActions]),
  })
  .refine(({ match: { destination }, action }) => destination === undefined || isSubmitAction(action), {
    path: ['match', 'destination'],
  });

/** A fault as it is written in a script, defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;
export type SubmitAction = z.output<typeof submitActionSchema>;
export type ConnectionAction = z.output<typeof connectionActionSchema>;

export function isSubmitAction(action: SubmitAction | ConnectionAction): action is SubmitAction {
  return submitActionTypes.has(action.type);
}
