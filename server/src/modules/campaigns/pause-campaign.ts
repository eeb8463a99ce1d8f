import type { Campaign } from '@parley/contract/campaigns';
import { pauseCampaign as pauseSending } from '#sending';
import type { Ctx } from '#platform/context';
import { moveCampaign } from './move-campaign.ts';

/** Once this has committed nothing more is claimed; what is on the wire stays there and is counted. */
export function pauseCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  return moveCampaign(ctx, id, 'pause', async () => {
    await pauseSending(ctx, id);
  });
}
