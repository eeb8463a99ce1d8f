import type { ConversationContext } from '@parley/contract/conversations';
import { listPlaces } from './conversation-walk-queries.ts';
import { getChannelKind } from './inbound-queries.ts';
import { getConversations, getThreadRow } from './get-conversation.ts';
import { listReplies } from './reply-queries.ts';
import { deliveryStateNames, listContactCampaigns } from '#sending';
import { findSuppression } from '#suppressions';
import type { Ctx } from '#platform/context';

const shown = 20;

/** What stands beside a thread: the person's other conversations, what campaigns sent, and whether they opted out. */
export async function getConversationContext(ctx: Ctx, { id }: { id: string }): Promise<ConversationContext> {
  const { organizationId, id: readerId } = ctx.actor;
  const { contactId, channelId, peer } = await getThreadRow(ctx, id);
  const anywhere = {
    view: undefined,
    readerId,
    assignee: undefined,
    channelId: undefined,
    labelId: undefined,
    contactId,
  };
  const { places } = await listPlaces(ctx.db, organizationId, anywhere, { after: null, limit: shown + 1 });
  const others = places.map((place) => place.id).filter((other) => other !== id);
  const campaigns = await listContactCampaigns(ctx.db, organizationId, contactId, shown);
  const replies = await listReplies(ctx.db, organizationId, contactId);
  const repliedAt = new Map(replies.map((reply) => [reply.campaignId, reply.at]));
  const { network } = await getChannelKind(ctx.db, organizationId, channelId);
  const suppression = await findSuppression(ctx, { contactId, network, address: peer });
  return {
    conversations: await getConversations(ctx, others.slice(0, shown)),
    campaigns: campaigns.map((campaign) => ({
      id: campaign.id,
      name: campaign.name,
      state: deliveryStateNames[campaign.state]!,
      reason: campaign.reason,
      sentAt: campaign.claimedAt.toISOString(),
      repliedAt: repliedAt.get(campaign.id)?.toISOString() ?? null,
    })),
    optedOut:
      suppression === undefined
        ? null
        : { reason: suppression.reason, source: suppression.source, at: suppression.created_at.toISOString() },
  };
}
