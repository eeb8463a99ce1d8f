import { createHash } from 'node:crypto';
import type { ContactFilter, ContactSort, ContactSummary, ListContactsQuery } from '@parley/contract/contacts';
import type { Actor, Runtime } from '#platform/context';
import type { SignedIn } from '#platform/http/route';
import { prepareFilter } from './contact-filter.ts';
import { listContactsById, listPlaces, listSuppressedAmong, type SummaryRow } from './contact-list-queries.ts';
import { cursorOf, placeOfCursor, type Page } from './contact-order-queries.ts';
import { searchContacts } from './contact-search-queries.ts';

/**
 * A page of contacts. Takes the runtime, because a text search is a transaction of another role; what it finds is read
 * again behind row-level security. A page may hold fewer than were asked for, or none, and yet not be the last one: who is
 * hard to find is looked for from page to page. Throws `cursor_invalid`, and `request_invalid` for a phone or an e-mail that cannot be one.
 */
export async function listContacts(
  runtime: Runtime,
  { limit, cursor, ...input }: ListContactsQuery,
  { actor }: SignedIn,
): Promise<{ data: ContactSummary[]; nextCursor: string | null }> {
  const { sort, ...filter } = input;
  const list = listName(filter, sort);
  const page: Page = { sort, limit, after: placeOfCursor(list, sort, cursor) };
  const { organizationId } = actor;
  const ready = await runtime.transaction(actor, (ctx) => prepareFilter(ctx, filter, 'query'), { readOnly: true });
  const { places, walkedTo } = ready.text
    ? { places: await searchContacts(runtime.pools, organizationId, ready.text, ready.exact, page), walkedTo: null }
    : await runtime.pools.tenant(organizationId, (db) => listPlaces(db, organizationId, ready.exact, page), {
        readOnly: true,
      });
  const shown = places.slice(0, limit);
  const last = places.length > limit ? shown.at(-1) : walkedTo;
  return {
    data: await summariesOf(
      runtime,
      actor,
      shown.map(({ id }) => id),
    ),
    nextCursor: last ? cursorOf(list, last) : null,
  };
}

/** A cursor fits one filter and one sort only. */
export function listName(filter: ContactFilter, sort: ContactSort): string {
  const fields = Object.entries({ ...filter, sort })
    .filter(([, value]) => value !== undefined)
    .toSorted(([one], [two]) => (one < two ? -1 : 1));
  return `contacts ${createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 12)}`;
}

async function summariesOf(runtime: Runtime, actor: Actor, ids: readonly string[]): Promise<ContactSummary[]> {
  if (ids.length === 0) return [];
  const { organizationId } = actor;
  const [rows, suppressed] = await runtime.transaction(
    actor,
    async ({ db }) => [
      await listContactsById(db, organizationId, ids),
      await listSuppressedAmong(db, organizationId, ids),
    ],
    { readOnly: true },
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [summaryOf(row, suppressed.has(id))] : [];
  });
}

const reaches = ['none', 'invalid', 'unknown', 'valid'] as const;

function summaryOf(row: SummaryRow, suppressed: boolean): ContactSummary {
  const reach = (rank: number) => reaches[rank] ?? 'none';
  return {
    id: row.id,
    displayName: row.display_name,
    company: row.company,
    city: row.city,
    phone: row.phone,
    email: row.email,
    tags: row.tags,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    reach: {
      sms: row.has_sms ? 'unknown' : 'none',
      whatsapp: reach(row.whatsapp),
      telegram: row.is_on_telegram ? 'valid' : reach(row.telegram),
      email: row.email === null ? 'none' : 'unknown',
    },
    consents: row.consents as ContactSummary['consents'],
    suppressed,
    campaignCount: row.campaign_count ?? 0,
    lastCampaignAt: row.last_campaign_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
