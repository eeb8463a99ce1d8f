import type { Campaign } from '@parley/contract/campaigns';
import { deliveryState } from '#sending';
import type { Ctx } from '#platform/context';
import { listCampaignsSince, type Audience } from './campaign-audience-queries.ts';
import { listAccounts } from './campaign-queries.ts';

const dayMilliseconds = 24 * 60 * 60 * 1_000;

/** The audience of a campaign as it stands now. */
export async function audienceOf(ctx: Ctx, campaign: Campaign): Promise<Audience> {
  const { organizationId } = ctx.actor;
  const { cooldownDays, consentBases } = campaign.options;
  const cooldownSince = new Date(ctx.clock.now().getTime() - cooldownDays * dayMilliseconds);
  const recent = cooldownDays > 0 ? await listCampaignsSince(ctx.db, organizationId, cooldownSince) : [];
  return {
    organizationId,
    network: campaign.network,
    groupIds: campaign.groupIds,
    excludedGroupIds: campaign.excludedGroupIds,
    follows: campaign.follows && { ...campaign.follows, state: deliveryState[campaign.follows.state] },
    // Before anybody has chosen, whoever one of the accounts may write to is counted.
    channelIds:
      campaign.channelIds.length > 0
        ? campaign.channelIds
        : await listAccounts(ctx.db, organizationId, campaign.network),
    consentBases,
    recentCampaignIds: recent.filter((id) => id !== campaign.id),
    cooldownSince,
  };
}
