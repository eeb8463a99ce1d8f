import { mostPlaces, type ContactPlaces, type ContactPlacesQuery } from '@parley/contract/contacts';
import type { Runtime } from '#platform/context';
import type { SignedIn } from '#platform/http/route';
import { prepareFilter } from './contact-filter.ts';
import { cursorOf } from './contact-order-queries.ts';
import { findBorders } from './contact-border-queries.ts';
import { searchBorders } from './contact-search-queries.ts';
import { listName } from './list-contacts.ts';

/**
 * How long a list is, and where its pages begin: with these cursors somebody who drags the scrollbar opens the middle of
 * the list at once. Throws `request_invalid` for a phone or an e-mail that cannot be one.
 */
export async function listContactPlaces(
  runtime: Runtime,
  { pageSize, ...input }: ContactPlacesQuery,
  { actor }: SignedIn,
): Promise<ContactPlaces> {
  const { sort, ...filter } = input;
  const { text, exact: ready } = await runtime.transaction(actor, (ctx) => prepareFilter(ctx, filter, 'query'), {
    readOnly: true,
  });
  const order = { sort, pageSize, most: mostPlaces };
  const { organizationId } = actor;
  const { borders, total, exact } = text
    ? await searchBorders(runtime.pools, organizationId, text, ready, order)
    : await runtime.pools.tenant(organizationId, (db) => findBorders(db, organizationId, ready, order), {
        readOnly: true,
      });
  const list = listName(filter, sort);
  const found = borders.at(-1)?.n ?? 0;
  const beginnings = borders.filter(({ n }) => n % pageSize === 0 && n < Math.min(found, mostPlaces));
  return { total, exact, cursors: beginnings.map((place) => cursorOf(list, place)) };
}
