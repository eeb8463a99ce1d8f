import { createHash } from 'node:crypto';
import type { ContactSummary, ListContactsQuery } from '@parley/contract/contacts';
import type { Actor, Runtime } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import type { SignedIn } from '#platform/http/route';
import { prepareFilter } from './contact-filter.ts';
import { listContacts as listRows, listContactsById, type Page } from './contact-list-queries.ts';
import { searchContacts } from './contact-search-queries.ts';

type Row = Awaited<ReturnType<typeof listRows>>[number];
type Place = Pick<Row, 'id' | 'display_name'>;

/**
 * A page of contacts. Takes the runtime, because a search by name is a transaction of another role; what it finds is read
 * again behind row-level security. Throws `cursor_invalid`, and `request_invalid` for a phone or an e-mail that cannot be one.
 */
export async function listContacts(
  runtime: Runtime,
  input: ListContactsQuery,
  { actor }: SignedIn,
): Promise<{ data: ContactSummary[]; nextCursor: string | null }> {
  const { sort, limit } = input;
  const list = listName(input);
  const byName = sort.endsWith('name');
  const page: Page = {
    sort,
    limit,
    after: decodeCursor(list, input.cursor, byName ? (['text', 'id'] as const) : (['id'] as const)),
  };
  const { places, rows } =
    input.q === undefined ? await listFiltered(runtime, actor, input, page) : await search(runtime, actor, input, page);
  const last = places[limit - 1];
  const isLastPage = places.length <= limit || !last;
  return {
    data: rows.slice(0, limit).map(summaryOf),
    nextCursor: isLastPage ? null : encodeCursor(list, byName ? [last.display_name, last.id] : [last.id]),
  };
}

interface Found {
  /** One more than the page, if there are more. */
  readonly places: readonly Place[];
  readonly rows: readonly Row[];
}

async function listFiltered(runtime: Runtime, actor: Actor, input: ListContactsQuery, page: Page): Promise<Found> {
  const rows = await runtime.transaction(
    actor,
    async (ctx) => {
      const { exact } = await prepareFilter(ctx, input, 'query');
      return listRows(ctx.db, actor.organizationId, exact, page);
    },
    { readOnly: true },
  );
  return { places: rows, rows };
}

async function search(runtime: Runtime, actor: Actor, input: ListContactsQuery, page: Page): Promise<Found> {
  const { organizationId } = actor;
  const filter = await runtime.transaction(actor, (ctx) => prepareFilter(ctx, input, 'query'), { readOnly: true });
  const places = await searchContacts(runtime.pools, organizationId, filter.words, filter.exact, page);
  const ids = places.slice(0, page.limit).map(({ id }) => id);
  const rows = await runtime.transaction(actor, (ctx) => listContactsById(ctx.db, organizationId, ids), {
    readOnly: true,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { places, rows: ids.flatMap((id) => byId.get(id) ?? []) };
}

/** A cursor fits one filter and one sort only. */
function listName({ limit: _limit, cursor: _cursor, ...rest }: ListContactsQuery): string {
  const fields = Object.entries(rest).toSorted(([one], [two]) => (one < two ? -1 : 1));
  return `contacts ${createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 12)}`;
}

function summaryOf(row: Row): ContactSummary {
  return {
    id: row.id,
    displayName: row.display_name,
    company: row.company,
    city: row.city,
    phone: row.phone,
    email: row.email,
    tags: row.tags,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
