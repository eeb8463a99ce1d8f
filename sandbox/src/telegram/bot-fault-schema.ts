import { z } from 'zod';
import { faultMatch } from '../fault-matcher.ts';

const milliseconds = z.number().int().min(0).max(3_600_000);
const when = z.enum(['before_accept', 'before_answer']);

const action = z.discriminatedUnion('type', [
  /** Not accepted, with these words. */
  z.strictObject({
    type: z.literal('refuse'),
    code: z.number().int().min(400).max(599),
    description: z.string().min(1).max(300),
    migrateTo: z
      .string()
      .regex(/^-?\d{1,20}$/)
      .optional(),
  }),
  /** Too many requests: nothing more for so many seconds. */
  z.strictObject({ type: z.literal('flood_wait'), seconds: z.number().int().min(1).max(3_600) }),
  /** What exceeds so many messages within one second of the clock is refused. */
  z.strictObject({ type: z.literal('limit_rate'), perSecond: z.number().int().min(1) }),
  /** Accepted and recorded, but nobody is told. */
  z.strictObject({ type: z.literal('no_answer') }),
  z.strictObject({ type: z.literal('drop_connection'), when }),
  z.strictObject({ type: z.literal('server_error'), when }),
  z.strictObject({ type: z.literal('delay_answer'), milliseconds }),
  /** Of every method: the token is not known. */
  z.strictObject({ type: z.literal('login_refused') }),
]);

/** An event is a request that sends something, or of `login_refused` any request. */
export const botFaultSchema = z.strictObject({ match: faultMatch.default({}), action });

/** A fault as it is written in a script, defaults left out. */
export type BotFaultInput = z.input<typeof botFaultSchema>;
export type BotFaultAction = z.output<typeof action>;
