import type { ContactImport } from '@parley/contract/imports';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { createTask } from '#tasks';
import { getImport, getImportRow } from './get-import.ts';
import { updateImport, type ImportRow } from './import-queries.ts';
import { refuseMove } from './refuse-move.ts';
import { undoContacts } from './run-undo.ts';

/**
 * Takes an import back as a task, also one that was cancelled or has failed on its way. A second call while it runs gives
 * the same answer. Throws `record_missing`, `import_move_not_allowed`.
 */
export async function undoImport(ctx: Ctx, { id }: { id: string }): Promise<ContactImport> {
  const row = await getImportRow(ctx, id, 'for update');
  const isUnderWay = row.state === 'undoing' && (row.task_state === 'queued' || row.task_state === 'running');
  if (!isUnderWay) await start(ctx, row);
  return getImport(ctx, { id });
}

async function start(ctx: Ctx, row: ImportRow): Promise<void> {
  refuseMove(row, 'undo', ['completed', 'failed', 'cancelled']);
  const taskId = await createTask(ctx, {
    kind: undoContacts,
    title: titleOf(ctx, row),
    input: { importId: row.id },
    total: row.created + row.updated,
  });
  const undo = row.undo ?? { deleted: 0, kept: 0, restored: 0, changedSince: 0 };
  const change = { state: 'undoing', undo: JSON.stringify(undo), undo_task_id: taskId };
  await updateImport(ctx.db, ctx.actor.organizationId, row.id, change);
  await recordAudit(ctx, {
    action: 'import.undo_started',
    subjectKind: 'import',
    subjectId: row.id,
    after: { taskId },
  });
}

function titleOf({ actor: { language } }: Ctx, { file_name: name }: ImportRow): string {
  return language === 'ru' ? `Отмена импорта «${name}»` : `Undo of the import of “${name}”`;
}
