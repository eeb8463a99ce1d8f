import type { Runtime } from '#platform/context';
import type { ReadyFilter } from './contact-filter.ts';
import { listMatchingIds } from './contact-list-queries.ts';
import { searchMatchingIds } from './contact-search-queries.ts';

interface Range {
  readonly afterId: string | null;
  /** Contacts made later are left out, so that the walk ends. */
  readonly throughId: string;
  readonly limit: number;
}

/** The next ids that match, in the order of their making; each call is a transaction of its own. Empty at the end. */
export async function nextMatchingIds(
  runtime: Runtime,
  organizationId: string,
  { text, exact }: ReadyFilter,
  range: Range,
): Promise<string[]> {
  if (text) return searchMatchingIds(runtime.pools, organizationId, text, exact, range);
  return runtime.pools.tenant(organizationId, (db) => listMatchingIds(db, organizationId, exact, range), {
    readOnly: true,
  });
}
