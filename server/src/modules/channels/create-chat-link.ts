import type { chatLink } from '@parley/contract/channels';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { createToken, hashToken } from '#platform/token';
import { insertChatLink, isContact } from './chat-link-queries.ts';
import { getChannel } from './get-channel.ts';
import { loadChannel } from './load-channel.ts';

const validMilliseconds = 30 * 24 * 60 * 60 * 1_000;

/**
 * A link that opens a chat with the account and says that this contact has come. Good for 30 days and one person.
 * Throws `record_missing`, `channel_without_chat_links`, or `channel_not_reachable` when the network does not name the account.
 */
export async function createChatLink(
  runtime: Runtime,
  { id, contactId }: { id: string; contactId: string },
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<z.input<typeof chatLink>> {
  const { name, kind, settings } = await runtime.transaction(actor, async (ctx) => {
    const { name: channelName } = await getChannel(ctx, { id });
    if (!(await isContact(ctx.db, actor.organizationId, contactId)))
      throw new AppError('record_missing', { details: { what: 'contact' } });
    return { ...(await loadChannel(ctx, id)), name: channelName };
  });
  if (!kind.chatLink) throw new AppError('channel_without_chat_links', { details: { channel: name } });
  const token = createToken();
  const url = await kind.chatLink(settings, runtime.transports, token).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('channel_not_reachable', { details: { reason }, cause });
  });
  const expiresAt = new Date(runtime.clock.now().getTime() + validMilliseconds);
  await runtime.transaction(actor, async (ctx) => {
    const createdBy = actor.kind === 'user' ? actor.id : null;
    const link = { tokenHash: hashToken(token), channelId: id, contactId, createdBy, expiresAt };
    await insertChatLink(ctx.db, actor.organizationId, link);
    const after = { channelId: id };
    await recordAudit(ctx, {
      action: 'contact.chat_link_created',
      subjectKind: 'contact',
      subjectId: contactId,
      after,
    });
  });
  return { url, expiresAt: expiresAt.toISOString() };
}
