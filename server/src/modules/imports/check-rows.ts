import { addressKeys, findKnownAddresses } from '#contacts';
import type { Actor, Runtime } from '#platform/context';
import { AddressSet } from './address-set.ts';
import { addCounts, noRows, type Counts } from './counts.ts';
import type { ColumnCheck, DryRun, ImportRow, RowIssues } from './import-queries.ts';
import { estimateTotal, openRows } from './open-rows.ts';
import type { AcceptedRow, FileRow } from './read-batches.ts';

const rowsAtOnce = 2_000;
/** What earlier rows of the file have brought is remembered, so there is an end to it. */
const mostRows = 1_000_000;
const mostShown = 20;
const mostExamples = 3;

export interface Watch {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/** What an import would do, without doing it: the same rows are refused and the same people found. */
export async function checkRows(runtime: Runtime, actor: Actor, row: ImportRow, watch: Watch): Promise<DryRun> {
  const { batches, sizeBytes } = await openRows(runtime, actor, row, { skip: 0, size: () => rowsAtOnce });
  const errors: RowIssues[] = [];
  const warnings: RowIssues[] = [];
  const columns: ColumnCheck[] = row.mapping.map(() => ({ filled: 0, unusable: 0, examples: [] }));
  const earlier = new AddressSet();
  let counts = noRows;
  let complete = true;
  for await (const { rows, bytes } of batches) {
    watch.signal?.throwIfAborted();
    if (counts.rows >= mostRows) {
      complete = false;
      break;
    }
    note(rows, errors, warnings);
    for (const one of rows) checkCells(one, columns);
    counts = addCounts(counts, await countRows(runtime, actor, row, rows, earlier));
    watch.progress?.(counts.rows, estimateTotal(counts.rows, bytes, sizeBytes));
  }
  return { ...counts, complete, errors, warnings, columns, checkedAt: runtime.clock.now().toISOString() };
}

function note(rows: readonly FileRow[], errors: RowIssues[], warnings: RowIssues[]): void {
  for (const row of rows) {
    const [list, reasons] = row.contact === null ? [errors, row.reasons] : [warnings, row.warnings];
    if (reasons.length > 0 && list.length < mostShown) list.push({ line: row.line, reasons });
  }
}

function checkCells(row: FileRow, columns: readonly ColumnCheck[]): void {
  for (const [place, column] of columns.entries()) if (row.cells[place]?.trim()) column.filled++;
  for (const { column: place, code, value } of row.contact === null ? row.reasons : row.warnings) {
    const column = place === null ? undefined : columns[place];
    // A value that was cut is used all the same.
    if (!column || code === 'value_cut') continue;
    column.unusable++;
    if (column.examples.length < mostExamples) column.examples.push({ line: row.line, code, value });
  }
}

async function countRows(
  runtime: Runtime,
  actor: Actor,
  row: ImportRow,
  rows: readonly FileRow[],
  earlier: AddressSet,
): Promise<Counts> {
  const accepted = rows.filter((one): one is AcceptedRow => one.contact !== null);
  const met = await countMet(runtime, actor, row, accepted, earlier);
  const isUpdate = row.options.onDuplicate === 'update';
  return {
    rows: rows.length,
    created: accepted.length - met,
    updated: isUpdate ? met : 0,
    duplicates: isUpdate ? 0 : met,
    rejected: rows.length - accepted.length,
    warned: accepted.filter(({ warnings }) => warnings.length > 0).length,
  };
}

/** How many of the rows are about somebody known, by the rule of `upsertContacts`: any of its addresses has an owner. */
async function countMet(
  runtime: Runtime,
  actor: Actor,
  { options: { onDuplicate } }: ImportRow,
  accepted: readonly AcceptedRow[],
  earlier: AddressSet,
): Promise<number> {
  if (onDuplicate === 'create') return 0;
  const contacts = accepted.map(({ contact }) => contact);
  const known = await runtime.transaction(actor, (ctx) => findKnownAddresses(ctx, contacts), { readOnly: true });
  let met = 0;
  for (const contact of contacts) {
    const keys = addressKeys(contact);
    const isMet = keys.some((key) => known.has(key) || earlier.has(key));
    if (isMet) met++;
    // What a skipped row says is not stored, so it makes nobody known.
    if (!isMet || onDuplicate === 'update') for (const key of keys) earlier.add(key);
  }
  return met;
}
