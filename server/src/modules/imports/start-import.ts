import type { ContactImport } from '@parley/contract/imports';
import { recordAudit } from '#audit';
import { findOrCreateGroups, getOpenGroup } from '#groups';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { createTask } from '#tasks';
import { checkMapping } from './check-mapping.ts';
import { getImport, getImportRow } from './get-import.ts';
import { updateImport, type ImportRow } from './import-queries.ts';
import { refuseMove } from './refuse-move.ts';
import { importContacts } from './run-import.ts';

/**
 * Imports the file as a task. A second start while it runs gives the same answer (F9). Throws `record_missing`,
 * `import_move_not_allowed`, `group_archived`, and `request_invalid` when no column says who a row is about.
 */
export async function startImport(ctx: Ctx, { id }: { id: string }): Promise<ContactImport> {
  const row = await getImportRow(ctx, id, 'for update');
  if (row.state !== 'running') await start(ctx, row);
  return getImport(ctx, { id });
}

async function start(ctx: Ctx, row: ImportRow): Promise<void> {
  refuseMove(row, 'start', ['uploaded']);
  const faults = checkMapping(row.mapping, row.columns.length);
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  const { organizationId, language } = ctx.actor;
  const groupId = await groupOf(ctx, row);
  const taskId = await createTask(ctx, {
    kind: importContacts,
    title: language === 'ru' ? `Импорт «${row.file_name}»` : `Import of “${row.file_name}”`,
    input: { importId: row.id, language },
    total: row.estimated_rows,
  });
  const change = { state: 'running', task_id: taskId, group_id: groupId, started_at: ctx.clock.now() };
  await updateImport(ctx.db, organizationId, row.id, change);
  const after = { file: row.file_name, mapping: row.mapping, options: row.options, taskId };
  await recordAudit(ctx, { action: 'import.started', subjectKind: 'import', subjectId: row.id, after });
}

async function groupOf(ctx: Ctx, { options: { groupId, groupName } }: ImportRow): Promise<string | null> {
  if (groupId) return (await getOpenGroup(ctx, groupId)).id;
  if (!groupName) return null;
  const groups = await findOrCreateGroups(ctx, [groupName]);
  return groups.get(groupName)!;
}
