import type { ContactCount, ContactFilter } from '@parley/contract/contacts';
import type { Runtime } from '#platform/context';
import type { SignedIn } from '#platform/http/route';
import { countMatching } from './contact-count-queries.ts';
import { prepareFilter } from './contact-filter.ts';
import { estimateFound } from './contact-search-queries.ts';

/** A list does not wait for its length, so that counting may take this long. */
const mostMilliseconds = 1_500;

/** How many contacts match, whatever the list of them could tell at once. Throws `request_invalid` as the list does. */
export async function countContacts(
  runtime: Runtime,
  filter: ContactFilter,
  { actor }: SignedIn,
): Promise<ContactCount> {
  const { text, exact: ready } = await runtime.transaction(actor, (ctx) => prepareFilter(ctx, filter, 'query'), {
    readOnly: true,
  });
  const { organizationId } = actor;
  if (text) return { total: await estimateFound(runtime.pools, organizationId, text, ready), exact: false };
  const end = performance.now() + mostMilliseconds;
  const isTimeUp = (): boolean => performance.now() > end;
  return runtime.pools.tenant(organizationId, (db) => countMatching(db, organizationId, ready, isTimeUp), {
    readOnly: true,
  });
}
