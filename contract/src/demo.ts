import { z } from 'zod';
import { language, timeZone } from './accounts.ts';

/** What the visitor's browser says of itself decides the language of people and texts. */
export const startDemoBody = z.strictObject({ language: language.optional(), timeZone: timeZone.optional() });
export type StartDemo = z.output<typeof startDemoBody>;

/** Whether this organization is a demo, the task that fills it while it does, and the one that ended before it was through. */
export const demo = z.object({
  isDemo: z.boolean(),
  fillingTaskId: z.uuid().nullable(),
  brokenOffTaskId: z.uuid().nullable(),
});
export type Demo = z.output<typeof demo>;

export const demoRemoval = z.object({ removing: z.literal(true) });

/** Whether strangers may explore a demo although the installation has an owner. */
export const demoAccess = z.strictObject({ open: z.boolean() });
