import { z } from 'zod';
import { recordAudit } from '#audit';
import { deleteImportedContacts, restoreImportedOver } from '#contacts';
import { leaveGroup } from '#groups';
import type { Ctx } from '#platform/context';
import { defineTaskKind } from '#tasks';
import { actingFor } from './acting-for.ts';
import { getImportRow } from './get-import.ts';
import { updateImport, type ImportRow, type Undo } from './import-queries.ts';
import { deleteChanges, nextChanges, type Change } from './import-row-queries.ts';
import { refuseMove } from './refuse-move.ts';
import { consentOf } from './write-batch.ts';

/** Contacts a transaction: a quarter of a second, with everything that goes with them. */
const step = 1_000;
const place = z.object({ afterId: z.uuid().nullable() });

/** First those who were here before get their look back, then those who came with the import go. */
export const undoContacts = defineTaskKind({
  kind: 'imports.undo-import',
  input: z.object({ importId: z.uuid() }),
  maxFailures: 5,
  async run(runtime, system, task) {
    const actor = actingFor(system, task);
    let { afterId } = task.resume === null ? { afterId: null } : place.parse(task.resume);
    for (;;) {
      task.signal.throwIfAborted();
      const { undo, lastId, isDone } = await runtime.transaction(actor, async (ctx) => {
        const taken = await takeBack(ctx, task.input.importId, afterId);
        await task.saveResume(ctx, { afterId: taken.lastId });
        return taken;
      });
      if (isDone) return { result: { importId: task.input.importId, ...undo } };
      afterId = lastId;
      task.progress(undo.deleted + undo.kept + undo.restored + undo.changedSince);
    }
  },
});

/** The next step, and the count of what was done in all. */
async function takeBack(
  ctx: Ctx,
  importId: string,
  afterId: string | null,
): Promise<{ undo: Undo; lastId: string | null; isDone: boolean }> {
  const { organizationId } = ctx.actor;
  const row = await getImportRow(ctx, importId, 'for update');
  const before = row.undo!;
  if (row.state === 'undone') return { undo: before, lastId: afterId, isDone: true };
  refuseMove(row, 'undo', ['undoing']);
  const changes = await nextChanges(ctx.db, organizationId, importId, step);
  if (changes.length > 0) {
    const { restored, kept } = await restore(ctx, row, changes);
    const undo = { ...before, restored: before.restored + restored, changedSince: before.changedSince + kept };
    await updateImport(ctx.db, organizationId, importId, { undo: JSON.stringify(undo) });
    return { undo, lastId: afterId, isDone: false };
  }
  const { deleted, kept, lastId } = await deleteImportedContacts(ctx, { importId, afterId, limit: step });
  const undo = { ...before, deleted: before.deleted + deleted, kept: before.kept + kept };
  const isDone = lastId === null;
  await updateImport(ctx.db, organizationId, importId, {
    undo: JSON.stringify(undo),
    ...(isDone && { state: 'undone' }),
  });
  if (isDone) await tell(ctx, importId, undo);
  return { undo, lastId: lastId ?? afterId, isDone };
}

async function restore(
  ctx: Ctx,
  row: ImportRow,
  changes: readonly Change[],
): Promise<{ restored: number; kept: number }> {
  const members = new Map<string, string[]>();
  for (const { contactId, joinedGroups } of changes) {
    for (const groupId of joinedGroups) members.set(groupId, [...(members.get(groupId) ?? []), contactId]);
  }
  for (const groupId of [...members.keys()].toSorted()) await leaveGroup(ctx, groupId, members.get(groupId)!);
  const counts = await restoreImportedOver(ctx, { groupId: row.group_id, consent: consentOf(row) }, changes);
  await deleteChanges(
    ctx.db,
    ctx.actor.organizationId,
    row.id,
    changes.map(({ contactId }) => contactId),
  );
  return counts;
}

async function tell(ctx: Ctx, importId: string, undo: Undo): Promise<void> {
  await ctx.events.emit('import.finished', importId, { importId, state: 'undone' });
  await recordAudit(ctx, { action: 'import.undone', subjectKind: 'import', subjectId: importId, after: { ...undo } });
}
