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
