import { z } from 'zod';

/** What is wrong, or may be, with one field: where, by which rule, and in words for a person. */
export const fault = z.object({
  /** `items.0.text`, `channels`. */
  path: z.string(),
  /** A stable code: `variable_unknown`, `channel_paused`. */
  rule: z.string(),
  en: z.string(),
  ru: z.string(),
});
export type Fault = z.infer<typeof fault>;
