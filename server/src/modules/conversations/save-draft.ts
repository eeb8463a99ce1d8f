import type { Draft } from '@parley/contract/conversations';
import { emptyDraft, findDraft, upsertDraft, type DraftRow } from './draft-queries.ts';
import { getThreadRow } from './get-conversation.ts';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

/** What the reader is writing here, on whatever device. */
export async function getDraft(ctx: Ctx, { id }: { id: string }): Promise<Draft> {
  await getThreadRow(ctx, id);
  return draftOf(await findDraft(ctx.db, ctx.actor.organizationId, { conversationId: id, authorId: authorOf(ctx) }));
}

/**
 * Keeps what the reader is writing. Throws `draft_changed`, with the other text, when it was changed since `version`; the
 * same text again is no change.
 */
export async function saveDraft(
  ctx: Ctx,
  { id, kind, text, version }: { id: string; kind: 'reply' | 'note'; text: string; version: number },
): Promise<Draft> {
  const { organizationId } = ctx.actor;
  await getThreadRow(ctx, id);
  const key = { conversationId: id, authorId: authorOf(ctx) };
  const saved = await upsertDraft(ctx.db, organizationId, key, { kind, text, basedOn: version });
  if (saved !== undefined) return draftOf(saved);
  const other = await findDraft(ctx.db, organizationId, key);
  if (other?.kind === kind && other.text === text) return draftOf(other);
  throw new AppError('draft_changed', { details: { draft: draftOf(other) } });
}

export async function clearDraft(ctx: Ctx, conversationId: string): Promise<void> {
  if (ctx.actor.id !== null)
    await emptyDraft(ctx.db, ctx.actor.organizationId, { conversationId, authorId: ctx.actor.id });
}

function authorOf(ctx: Ctx): string {
  if (ctx.actor.id === null) throw new Error('The system writes no drafts.');
  return ctx.actor.id;
}

function draftOf(row: DraftRow | undefined): Draft {
  return row === undefined
    ? { kind: 'reply', text: '', version: 0, updatedAt: null }
    : { ...row, updatedAt: row.updatedAt.toISOString() };
}
