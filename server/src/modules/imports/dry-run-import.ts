import type { ContactImport } from '@parley/contract/imports';
import { z } from 'zod';
import type { Ctx, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { createTask, defineTaskKind } from '#tasks';
import { checkMapping } from './check-mapping.ts';
import { checkRows } from './check-rows.ts';
import { getImport, getImportRow } from './get-import.ts';
import { storeDryRun, updateImport, type DryRun, type ImportRow } from './import-queries.ts';
import { refuseMove } from './refuse-move.ts';

/** So many rows are looked at while the person waits. */
const rowsAtOnce = 5_000;

/**
 * Finds out what the import would do; nothing but the answer is written. A short file is looked at here, a long one by a
 * task. Throws `record_missing`, `import_move_not_allowed`, and `request_invalid` for a mapping that says nobody's name.
 */
export async function dryRunImport(
  runtime: Runtime,
  { id }: { id: string },
  { actor }: SignedIn,
): Promise<ContactImport> {
  const row = await runtime.transaction(actor, (ctx) => getImportRow(ctx, id), { readOnly: true });
  refuseMove(row, 'dry-run', ['uploaded']);
  const faults = checkMapping(row.mapping, row.columns.length);
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  if (row.estimated_rows > rowsAtOnce) return runtime.transaction(actor, (ctx) => startTask(ctx, id));
  const dryRun = await checkRows(runtime, actor, row, {});
  return runtime.transaction(actor, async (ctx) => {
    await storeDryRun(ctx.db, actor.organizationId, id, row.revision, dryRun);
    return getImport(ctx, { id });
  });
}

export const dryRunTask = defineTaskKind({
  kind: 'imports.dry-run',
  input: z.object({ importId: z.uuid() }),
  maxFailures: 3,
  async run(runtime, actor, task) {
    const { importId } = task.input;
    const row = await runtime.transaction(actor, (ctx) => getImportRow(ctx, importId), { readOnly: true });
    refuseMove(row, 'dry-run', ['uploaded']);
    const dryRun = await checkRows(runtime, actor, row, task);
    await runtime.transaction(actor, (ctx) =>
      storeDryRun(ctx.db, actor.organizationId, importId, row.revision, dryRun),
    );
    return { result: resultOf(importId, dryRun) };
  },
});

async function startTask(ctx: Ctx, id: string): Promise<ContactImport> {
  const row = await getImportRow(ctx, id, 'for update');
  refuseMove(row, 'dry-run', ['uploaded']);
  const taskId = await createTask(ctx, {
    kind: dryRunTask,
    title: titleOf(ctx, row),
    input: { importId: id },
    total: row.estimated_rows,
  });
  await updateImport(ctx.db, ctx.actor.organizationId, id, { dry_run: null, dry_run_task_id: taskId });
  return getImport(ctx, { id });
}

function titleOf({ actor: { language } }: Ctx, { file_name: name }: ImportRow): string {
  return language === 'ru' ? `Пробный импорт «${name}»` : `Dry run of the import of “${name}”`;
}

function resultOf(importId: string, { errors: _errors, warnings: _warnings, columns: _columns, ...counts }: DryRun) {
  return { importId, ...counts };
}
