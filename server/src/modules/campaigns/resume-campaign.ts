import type { Campaign } from '@parley/contract/campaigns';
import { resumeCampaign as resumeSending } from '#sending';
import type { Ctx } from '#platform/context';
import { getCampaign } from './get-campaign.ts';
import { enqueueLaunch } from './launch-campaign.ts';
import { moveCampaign } from './move-campaign.ts';

/** Goes on where it stopped: with the first recipient that has no delivery, or with the launch if that had not been done. */
export async function resumeCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  const { progress } = await getCampaign(ctx, { id });
  if (progress === null) return moveCampaign(ctx, id, 'requeue', () => enqueueLaunch(ctx, id));
  return moveCampaign(ctx, id, 'resume', () => resumeSending(ctx, id));
}
