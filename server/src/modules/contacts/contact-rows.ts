import type { Actor, Runtime } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { listAttributeKeys, listExportRows } from './contact-export-queries.ts';
import type { ReadyFilter } from './contact-filter.ts';
import { nextMatchingIds } from './next-matching-ids.ts';

type Row = Awaited<ReturnType<typeof listExportRows>>[number];
type Cells = readonly (string | null)[];

/** Called as an import recognises them. */
const columns: readonly (readonly [name: string, cell: (row: Row) => string | null])[] = [
  ['Name', (row) => row.display_name],
  ['First name', (row) => row.first_name],
  ['Middle name', (row) => row.middle_name],
  ['Last name', (row) => row.last_name],
  // Apart from the others: several in a cell would look like a formula.
  ['Phone', (row) => row.phone],
  ['Other phones', (row) => row.other_phones],
  ['E-mail', (row) => row.emails],
  ['Company', (row) => row.company],
  ['City', (row) => row.city],
  ['Region', (row) => row.region],
  ['Postal code', (row) => row.postal_code],
  ['Address', (row) => row.address],
  ['Website', (row) => row.website],
  ['Time zone', (row) => row.time_zone],
  ['Language', (row) => row.language],
  ['Lead source', (row) => row.lead_source],
  ['Birthday', (row) => row.birthday],
  ['Tags', (row) => row.tags],
  ['Notes', (row) => row.notes],
  ['Created', (row) => row.created_at.toISOString()],
];
const step = 1_000;

/**
 * The header, then a row a contact, in the order of their making, without those made after the start. Some at a time, each
 * in a transaction of its own: however long it takes to send, nothing is held open in the database.
 */
export async function* contactRows(runtime: Runtime, actor: Actor, filter: ReadyFilter): AsyncGenerator<Cells> {
  const { organizationId } = actor;
  const throughId = uuidv7();
  const keys = await runtime.transaction(actor, ({ db }) => listAttributeKeys(db, organizationId), { readOnly: true });
  yield [...columns.map(([name]) => name), ...keys];
  let afterId: string | null = null;
  for (;;) {
    const ids = await nextMatchingIds(runtime, organizationId, filter, { afterId, throughId, limit: step });
    if (ids.length === 0) return;
    afterId = ids.at(-1)!;
    const rows = await runtime.transaction(actor, (ctx) => listExportRows(ctx.db, organizationId, ids), {
      readOnly: true,
    });
    for (const row of rows) yield [...columns.map(([, cell]) => cell(row)), ...attributeCells(row, keys)];
  }
}

function attributeCells({ attributes }: Row, keys: readonly string[]): Cells {
  const values = attributes as Record<string, unknown>;
  return keys.map((key) => (Object.hasOwn(values, key) ? String(values[key]) : null));
}
