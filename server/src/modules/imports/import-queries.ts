import type { ImportOptions } from '@parley/contract/imports';
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Database, Statement, Tables } from '#platform/database/database';
import type { ColumnMapping } from './column-mapping.ts';
import type { CsvFormat, ReadColumn } from './describe-file.ts';
import type { Counts } from './counts.ts';
import type { RowIssue } from './normalise-row.ts';

/** The jsonb columns as we write them. */
interface Documents {
  readonly format: CsvFormat;
  readonly columns: readonly ReadColumn[];
  readonly mapping: ColumnMapping;
  readonly options: ImportOptions;
  readonly dry_run: DryRun | null;
  readonly undo: Undo | null;
}

export interface RowIssues {
  readonly line: number;
  readonly reasons: readonly RowIssue[];
}

/** Of the cells of a column. */
export interface ColumnCheck {
  filled: number;
  unusable: number;
  readonly examples: { readonly line: number; readonly code: RowIssue['code']; readonly value: string }[];
}

export interface DryRun extends Counts {
  readonly columns: readonly ColumnCheck[];
  readonly complete: boolean;
  readonly errors: readonly RowIssues[];
  readonly warnings: readonly RowIssues[];
  readonly checkedAt: string;
}

export interface Undo {
  readonly deleted: number;
  readonly kept: number;
  readonly restored: number;
  readonly changedSince: number;
}

export type ImportRow = Omit<Selectable<Tables['imports']>, keyof Documents> &
  Documents & {
    readonly file_name: string;
    readonly size_bytes: number;
    /** Of the task that undoes it, else of the one that runs it. */
    readonly task_state: string | null;
  };

function selectImports(db: Database) {
  return db
    .selectFrom('imports as import')
    .innerJoin('files as file', (join) =>
      join.onRef('file.organization_id', '=', 'import.organization_id').onRef('file.id', '=', 'import.file_id'),
    )
    .leftJoin('tasks as task', (join) =>
      join
        .onRef('task.organization_id', '=', 'import.organization_id')
        .on('task.id', '=', sql<string>`coalesce(import.undo_task_id, import.task_id)`),
    )
    .selectAll('import')
    .select(['file.name as file_name', 'file.size_bytes', 'task.state as task_state']);
}

export async function findImport(
  db: Database,
  organizationId: string,
  id: string,
  lock?: 'for update',
): Promise<ImportRow | undefined> {
  const query = selectImports(db).where('import.organization_id', '=', organizationId).where('import.id', '=', id);
  const row = await (lock ? query.forUpdate('import') : query).executeTakeFirst();
  return row as unknown as ImportRow | undefined;
}

/** Newest first. One more than the limit, if there are more. */
export async function listImports(
  db: Database,
  organizationId: string,
  { limit, beforeId }: { limit: number; beforeId: string | null },
): Promise<ImportRow[]> {
  let query = selectImports(db)
    .where('import.organization_id', '=', organizationId)
    .orderBy('import.id', 'desc')
    .limit(limit + 1);
  if (beforeId) query = query.where('import.id', '<', beforeId);
  return (await query.execute()) as unknown as ImportRow[];
}

export async function insertImport(db: Database, row: Insertable<Tables['imports']>): Promise<void> {
  await db.insertInto('imports').values(row).execute();
}

export async function updateImport(
  db: Database,
  organizationId: string,
  id: string,
  change: Updateable<Tables['imports']>,
): Promise<void> {
  await db
    .updateTable('imports')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Nothing happens when the import was changed since `revision`: what was found is not true of it any more. */
export async function storeDryRun(
  db: Database,
  organizationId: string,
  id: string,
  revision: number,
  dryRun: DryRun,
): Promise<void> {
  await db
    .updateTable('imports')
    .set({ dry_run: JSON.stringify(dryRun) })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .execute();
}

const advance: Statement = {
  name: 'imports_advance',
  text: `update imports set rows = rows + $3, created = created + $4, updated = updated + $5, duplicates = duplicates + $6,
      rejected = rejected + $7, warned = warned + $8
    where organization_id = $1 and id = $2 and state = 'running' returning rows`,
};

/** Counts rows that this transaction writes. Returns how many there are now; throws when the import does not run. */
export async function advanceImport(
  db: Database,
  organizationId: string,
  id: string,
  { rows, created, updated, duplicates, rejected, warned }: Counts,
): Promise<number> {
  const [now] = await db.run<{ rows: number }>(advance, [
    organizationId,
    id,
    rows,
    created,
    updated,
    duplicates,
    rejected,
    warned,
  ]);
  if (!now) throw new Error(`The import ${id} does not run any more.`);
  return now.rows;
}

/** What was done with the columns the last time that a file with this header was imported. */
export async function findRememberedMapping(
  db: Database,
  organizationId: string,
  headerHash: Buffer,
): Promise<ColumnMapping | null> {
  const row = await db
    .selectFrom('imports')
    .select('mapping')
    .where('organization_id', '=', organizationId)
    .where('header_hash', '=', headerHash)
    .where('started_at', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row?.mapping as unknown as ColumnMapping | undefined) ?? null;
}

export async function findImportFile(db: Database, organizationId: string, id: string) {
  return db
    .selectFrom('files')
    .select(['id', 'name', 'content_type', 'size_bytes', 'owner_kind'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

export async function findGroup(db: Database, organizationId: string, id: string) {
  return db
    .selectFrom('groups')
    .select(['name', 'archived_at'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

const analyze: Statement = { name: 'imports_analyze', text: 'select analyze_table($1)' };

/** As parley_system. */
export async function analyzeTable(db: Database, table: string): Promise<void> {
  await db.run(analyze, [table]);
}
