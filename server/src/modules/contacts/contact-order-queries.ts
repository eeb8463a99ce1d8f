import { sql, type RawBuilder } from 'kysely';
import type { ContactSort } from '@parley/contract/contacts';
import { AppError } from '#platform/errors';
import { decodeCursor, encodeCursor } from '#platform/cursor';

/** Where a row stands in its list: what it is sorted by, as text, and its id. */
export interface Place {
  readonly id: string;
  readonly place: string;
}

export interface Page {
  readonly sort: ContactSort;
  readonly limit: number;
  /** The last row before the page. */
  readonly after: Place | null;
}

export type SortKey = 'created' | 'name' | 'city' | 'lastCampaign';

export function sortOf(sort: ContactSort): { key: SortKey; direction: 'asc' | 'desc' } {
  const isDescending = sort.startsWith('-');
  return { key: (isDescending ? sort.slice(1) : sort) as SortKey, direction: isDescending ? 'desc' : 'asc' };
}

/** What rows of `contact` are sorted by before their id, as the indexes have it. The last campaign stands in a table of its own. */
export const placeColumns: Readonly<Record<Exclude<SortKey, 'lastCampaign'>, RawBuilder<string>>> = {
  created: sql`''`,
  name: sql`contact.display_name`,
  // Exactly as the index has it. Not COALESCE, which the planner takes for leaking behind a policy.
  city: sql`(case when contact.city is null then '' else contact.city end)`,
};

/** Throws `cursor_invalid` for another list's, and for what was made up. */
export function placeOfCursor(list: string, sort: ContactSort, cursor: string | undefined): Place | null {
  const values = decodeCursor(list, cursor, ['text', 'id']);
  if (!values) return null;
  const [place, id] = values;
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(place) && !Number.isNaN(Date.parse(place));
  if (sortOf(sort).key === 'lastCampaign' && place !== '' && !isTime) throw new AppError('cursor_invalid');
  return { place, id };
}

export function cursorOf(list: string, { place, id }: Place): string {
  return encodeCursor(list, [place, id]);
}
