import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import type { ExactFilter } from './contact-filter-queries.ts';
import type { Place } from './contact-order-queries.ts';
import { countSources } from './contact-source-queries.ts';
import { endOf, peopleOf, sortFew, walksOf } from './contact-walk-queries.ts';

/** So many people are looked at before the time is asked: some 100 ms. */
const usualStretch = 50_000;

/**
 * How many match. One condition with an index is counted there; else the people whom the shortest index names, or everybody,
 * are looked at, stretch by stretch. When the time is up, the share among those stands for all.
 */
export async function countMatching(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  isTimeUp: () => boolean,
  stretch = usualStretch,
): Promise<{ total: number; exact: boolean }> {
  const everybody = sql`select from contacts where organization_id = ${organizationId} and erased_at is null`;
  const conditions = Object.values(filter).filter((value) => value !== undefined).length;
  if (conditions === 0) return { total: await countRows(db, everybody), exact: true };
  const [fewest] = await countSources(db, organizationId, filter, stretch);
  if (fewest && fewest.count <= stretch) {
    const few = sortFew(organizationId, filter, fewest, { sort: 'created', limit: stretch, after: null });
    return { total: await countRows(db, few), exact: true };
  }
  const source = fewest?.ordered ? fewest : null;
  if (source && conditions === 1) return { total: await countRows(db, source.ids), exact: true };
  let [found, looked] = [0, 0];
  let after: Place | null = null;
  do {
    const page = { sort: 'created' as const, limit: stretch, after };
    const [walk] = walksOf(organizationId, filter, page, source, stretch);
    found += await countRows(db, peopleOf(walk!));
    looked += stretch;
    after = await endOf(db, walk!, stretch);
  } while (after && !isTimeUp());
  if (!after) return { total: found, exact: true };
  const all = await countRows(db, source?.ids ?? everybody);
  return { total: Math.round((found / looked) * all), exact: false };
}

async function countRows(db: Database, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${query}) counted`.execute(db);
  return rows[0]!.count;
}
