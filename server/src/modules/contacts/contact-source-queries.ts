import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import { equals, suppressedContacts, telegramContacts, type ExactFilter } from './contact-filter-queries.ts';
import { placeColumns } from './contact-order-queries.ts';

/** An index that names the people of one condition, so that nobody else has to be looked at. */
export interface Source {
  /** A select of `contact_id`. */
  readonly ids: RawBuilder<unknown>;
  /** They come in the order of their ids, each once. */
  readonly ordered: boolean;
}

export interface CountedSource extends Source {
  /** Exact up to the limit that it was counted with; above it, one more than the limit. */
  readonly count: number;
}

/** One for each condition that has such an index; none for what people are not, have not or did not do. */
function sourcesOf(organizationId: string, filter: ExactFilter): Source[] {
  const { ids, groupIds, tags, cities, owners, importId, phone, email, fromId, beforeId } = filter;
  const own = (table: string, condition: RawBuilder<unknown>) =>
    sql`select contact_id from ${sql.table(table)} where organization_id = ${organizationId} and ${condition}`;
  const contacts = (condition: RawBuilder<unknown>) =>
    sql`select contact.id as contact_id from contacts contact where contact.organization_id = ${organizationId}
      and contact.erased_at is null and ${condition}`;
  const found: (Source | false | undefined)[] = [
    ids && { ids: sql`select unnest(${ids}::uuid[]) as contact_id`, ordered: false },
    phone !== undefined && { ids: own('contact_phones', sql`phone = ${phone}`), ordered: true },
    email !== undefined && { ids: own('contact_emails', sql`email = ${email}`), ordered: true },
    groupIds && {
      ids: own('group_members', sql`group_id ${equals(groupIds, 'uuid')}`),
      ordered: groupIds.length === 1,
    },
    tags && { ids: own('contact_tags', sql`tag ${equals(tags, 'text')}`), ordered: tags.length === 1 },
    cities && {
      ids: contacts(sql`${placeColumns.city} ${equals(cities, 'text')}`),
      ordered: cities.length === 1,
    },
    owners &&
      !owners.includes('none') && {
        ids: contacts(sql`contact.owner_id ${equals(owners, 'uuid')}`),
        ordered: owners.length === 1,
      },
    importId !== undefined && { ids: contacts(sql`contact.import_id = ${importId}`), ordered: true },
    (fromId !== undefined || beforeId !== undefined) && {
      ids: contacts(withinIds(filter, sql`contact.id`)),
      ordered: true,
    },
    ...historySources(organizationId, filter, own),
  ];
  return found.filter((source) => source !== undefined && source !== false);
}

function historySources(
  organizationId: string,
  { reachable, isSuppressed, campaignSince }: ExactFilter,
  own: (table: string, condition: RawBuilder<unknown>) => RawBuilder<unknown>,
): (Source | false)[] {
  return [
    reachable === 'whatsapp' && { ids: own('contact_phones', sql`whatsapp = 'valid'`), ordered: false },
    reachable === 'telegram' && { ids: telegramContacts(organizationId), ordered: false },
    isSuppressed === true && {
      ids: sql`select contact_id from (${suppressedContacts(organizationId)}) listed(contact_id)`,
      ordered: false,
    },
    campaignSince !== undefined && {
      ids: own('contact_campaigns', sql`last_campaign_at >= ${campaignSince}::timestamptz`),
      ordered: false,
    },
  ];
}

/** The part of the filter that says when people were made, of a column of ids. */
export function withinIds({ fromId, beforeId }: ExactFilter, id: RawBuilder<unknown>): RawBuilder<boolean> {
  const from = fromId === undefined ? sql`true` : sql`${id} >= ${fromId}`;
  const before = beforeId === undefined ? sql`true` : sql`${id} < ${beforeId}`;
  return sql`${from} and ${before}`;
}

/** The sources with how many people each names, the fewest first. Counting stops behind `most`. */
export async function countSources(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  most: number,
): Promise<CountedSource[]> {
  const sources = sourcesOf(organizationId, filter);
  if (sources.length === 0) return [];
  const counts = sources.map(
    ({ ids }) => sql`(select count(*)::int from (select from (${ids}) named limit ${sql.lit(most + 1)}) counted)`,
  );
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(db);
  return sources
    .map((source, place) => ({ ...source, count: rows[0]!.counts[place]! }))
    .toSorted((one, other) => one.count - other.count);
}
