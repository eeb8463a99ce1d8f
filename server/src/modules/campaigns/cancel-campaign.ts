import type { Campaign } from '@parley/contract/campaigns';
import { cancelCampaign as cancelSending } from '#sending';
import type { Ctx } from '#platform/context';
import { moveCampaign } from './move-campaign.ts';

/** Ends a campaign for good: whoever was not claimed yet, or waited for another attempt, is cancelled. */
export function cancelCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  return moveCampaign(ctx, id, 'cancel', async () => {
    await cancelSending(ctx, id);
    return { columns: { finished_at: ctx.clock.now() } };
  });
}
