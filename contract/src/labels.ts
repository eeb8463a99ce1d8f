import { z } from 'zod';

export const labelColours = ['gray', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink'] as const;

/** A word of the organization's own, to put on conversations. */
export const label = z.object({
  id: z.uuid(),
  name: z.string(),
  colour: z.enum(labelColours),
});
export type Label = z.infer<typeof label>;
/** By name, all of them. */
export const labelList = z.object({ data: z.array(label) });

const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((value) => !/\p{Cc}/u.test(value), {
    message: 'One line, without control characters.',
    params: { rule: 'control_character', ru: 'Одна строка, без управляющих символов.' },
  });

export const createLabelBody = z.strictObject({ name, colour: z.enum(labelColours).default('gray') });
export const updateLabelBody = z.strictObject({ name: name.optional(), colour: z.enum(labelColours).optional() });
