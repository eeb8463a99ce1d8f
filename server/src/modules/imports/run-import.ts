import { z } from 'zod';
import { recordAudit } from '#audit';
import type { Actor, Ctx, Runtime } from '#platform/context';
import { defineTaskKind, type RunningTask, type TaskOutcome } from '#tasks';
import { actingFor } from './acting-for.ts';
import { BatchSize } from './batch-size.ts';
import { getImportRow } from './get-import.ts';
import { analyzeTable, updateImport, type ImportRow } from './import-queries.ts';
import { estimateTotal, openRows } from './open-rows.ts';
import type { FileRow } from './read-batches.ts';
import { refuseMove } from './refuse-move.ts';
import { writeBatch } from './write-batch.ts';
import { writeRejectedFile } from './write-rejected-file.ts';

const input = z.object({ importId: z.uuid(), language: z.enum(['en', 'ru']) });
type Task = RunningTask<z.output<typeof input>>;

export const importContacts = defineTaskKind({
  kind: 'imports.import-contacts',
  input,
  maxFailures: 5,
  async run(runtime, system, task) {
    const actor = actingFor(system, task);
    const row = await runtime.transaction(actor, (ctx) => getImportRow(ctx, task.input.importId), { readOnly: true });
    // A run may have died between the end of the import and that of its task.
    if (row.state === 'completed') return outcomeOf(row);
    refuseMove(row, 'start', ['running']);
    await writeRows(runtime, actor, task, row);
    return finish(runtime, system, task);
  },
});

/** Goes on behind the rows that are counted already. */
async function writeRows(runtime: Runtime, actor: Actor, task: Task, row: ImportRow): Promise<void> {
  const size = new BatchSize();
  const { batches, sizeBytes } = await openRows(runtime, actor, row, { skip: row.rows, size: () => size.rows });
  for await (const { rows, bytes } of batches) {
    task.signal.throwIfAborted();
    const began = performance.now();
    const done = await writeOrRefuse(runtime, actor, task, row, rows);
    size.learn(rows.length, performance.now() - began);
    task.progress(done, estimateTotal(done, bytes, sizeBytes));
  }
}

/** A row that the database does not take is refused, and its neighbours go on: it is found by halving (F28). */
async function writeOrRefuse(
  runtime: Runtime,
  actor: Actor,
  task: Task,
  row: ImportRow,
  rows: readonly FileRow[],
): Promise<number> {
  try {
    return await runtime.transaction(actor, async (ctx) => {
      const done = await writeBatch(ctx, row, rows);
      await task.saveResume(ctx, { rows: done });
      return done;
    });
  } catch (error) {
    const [first, ...others] = rows;
    if (!first || !isAboutData(error)) throw error;
    if (others.length === 0) {
      if (first.contact === null) throw error;
      runtime.log.warn({ err: error, importId: row.id, line: first.line }, 'a row of an import cannot be stored');
      const reasons = [{ code: 'row_refused', column: null, value: '' }] as const;
      return writeOrRefuse(runtime, actor, task, row, [
        { line: first.line, cells: first.cells, contact: null, reasons },
      ]);
    }
    const middle = rows.length >> 1;
    await writeOrRefuse(runtime, actor, task, row, rows.slice(0, middle));
    return writeOrRefuse(runtime, actor, task, row, rows.slice(middle));
  }
}

/** SQLSTATE of a value that its type, or a check, does not accept. */
function isAboutData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23514|54)/.test(code);
}

const largeImport = 1_000;
const filledTables = [
  'contacts',
  'contact_phones',
  'contact_emails',
  'contact_identities',
  'contact_consents',
  'contact_tags',
  'group_members',
];

async function finish(runtime: Runtime, system: Actor, task: Task): Promise<TaskOutcome> {
  const { importId, language } = task.input;
  const actor = actingFor(system, task);
  const row = await runtime.transaction(actor, (ctx) => getImportRow(ctx, importId), { readOnly: true });
  if (row.rows > largeImport) await analyzeFilledTables(runtime);
  const fileId = row.rejected > 0 ? await writeRejectedFile(runtime, system, row, language) : null;
  return runtime.transaction(actor, async (ctx) => {
    await complete(ctx, importId, fileId);
    await task.saveResume(ctx, { rows: row.rows });
    return outcomeOf(await getImportRow(ctx, importId));
  });
}

async function analyzeFilledTables(runtime: Runtime): Promise<void> {
  for (const table of filledTables) await runtime.pools.system((db) => analyzeTable(db, table));
}

async function complete(ctx: Ctx, importId: string, fileId: string | null): Promise<void> {
  const { id, rows, created, updated, duplicates, rejected } = await getImportRow(ctx, importId, 'for update');
  const change = { state: 'completed', rejected_file_id: fileId, finished_at: ctx.clock.now() };
  await updateImport(ctx.db, ctx.actor.organizationId, id, change);
  await ctx.events.emit('import.finished', id, { importId: id, state: 'completed' });
  const after = { rows, created, updated, duplicates, rejected };
  await recordAudit(ctx, { action: 'import.finished', subjectKind: 'import', subjectId: id, after });
}

function outcomeOf({
  id,
  rows,
  created,
  updated,
  duplicates,
  rejected,
  warned,
  rejected_file_id: fileId,
}: ImportRow): TaskOutcome {
  const result = { importId: id, rows, imported: created + updated, created, updated, duplicates, rejected, warned };
  return { result, ...(fileId && { fileId }) };
}
