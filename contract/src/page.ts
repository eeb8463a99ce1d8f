import { z } from 'zod';

/** `?limit&cursor` of every list. The cursor is opaque and only fits the list, filter and sort it was issued for. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export type PageQuery = z.output<typeof pageQuery>;

/** `{ data, nextCursor }`: null when there is no more. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

export const idParams = z.object({ id: z.uuid() });

/** A time somebody gives. What lies far outside is a mistake, and the database knows no year 0. */
export const moment = z.iso.datetime().refine((time) => time >= '1900' && time < '2200', {
  message: 'A time between the years 1900 and 2200.',
  params: { rule: 'time_out_of_range', ru: 'Время между 1900 и 2200 годами.' },
});
