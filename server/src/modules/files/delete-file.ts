import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { updateFileDeleted } from './files-queries.ts';

/** The owner of a file has no more use for it; its bytes go when no other file has the same. Nothing happens twice. */
export async function deleteFile(ctx: Ctx, id: string): Promise<void> {
  const row = await updateFileDeleted(ctx.db, ctx.actor.organizationId, id);
  if (!row) return;
  const before = { contentType: row.content_type, sizeBytes: row.size_bytes, purpose: row.owner_kind };
  if (ctx.actor.kind !== 'system')
    await recordAudit(ctx, { action: 'file.deleted', subjectKind: 'file', subjectId: id, before });
  await ctx.jobs.enqueue('files.remove-content', { storageKey: row.storage_key });
}
