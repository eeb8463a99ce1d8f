import type { Campaign } from '@parley/contract/campaigns';
import { cancelCampaign as cancelSending } from '#sending';
import type { Ctx } from '#platform/context';
import { enqueueLaunch } from './launch-campaign.ts';
import { moveCampaign } from './move-campaign.ts';

/** Ends a campaign for good: whoever was not claimed yet, or waited for another attempt, is cancelled. */
export function cancelCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  return moveCampaign(ctx, id, 'cancel', async ({ status, progress }) => {
    await cancelSending(ctx, id);
    // A launch that has begun takes back what it wrote.
    if (status !== 'SCHEDULED' && progress === null) await enqueueLaunch(ctx, id);
    return { columns: { finished_at: ctx.clock.now() } };
  });
}
