import type { Ctx } from '#platform/context';
import { hashToken } from '#platform/token';
import { updateChatLinkUsed } from './chat-link-queries.ts';

/**
 * The contact for whom the link was made by which this address has come. Null for a token that is not ours, is over, or
 * was used from another address before: a forwarded link does not make a stranger of the contact.
 */
export async function claimChatLink(
  ctx: Ctx,
  { channelId, token, address }: { channelId: string; token: string; address: string },
): Promise<string | null> {
  const use = { tokenHash: hashToken(token), channelId, address };
  return (await updateChatLinkUsed(ctx.db, ctx.actor.organizationId, use))?.contactId ?? null;
}
