import type { Ctx } from '#platform/context';
import { findCampaign } from './campaign-queries.ts';
import { enqueueLaunch } from './launch-campaign.ts';
import { moveCampaign } from './move-campaign.ts';
import { writeLog } from './write-log.ts';

interface FailedLaunch {
  readonly campaignId: string;
  readonly attempt: number;
}

/** A try of the launch failed and another follows: those who wait for the campaign can see why it is still queued. */
export async function noteFailedLaunch(ctx: Ctx, { campaignId, attempt }: FailedLaunch): Promise<void> {
  const row = await findCampaign(ctx.db, ctx.actor.organizationId, campaignId);
  if (row?.status !== 'QUEUED') return;
  await writeLog(ctx, campaignId, { code: 'launch_retried', level: 'WARNING', details: { attempt } });
}

/** The last try failed: the campaign says so, and what was written of its plan is taken back. */
export async function failLaunch(ctx: Ctx, { campaignId, attempt }: FailedLaunch): Promise<void> {
  const row = await findCampaign(ctx.db, ctx.actor.organizationId, campaignId);
  if (row?.status !== 'QUEUED') return;
  await moveCampaign(ctx, campaignId, 'fail', async () => {
    await enqueueLaunch(ctx, campaignId);
    return {
      reason: 'launch_failed',
      level: 'ERROR',
      details: { attempt },
      columns: { finished_at: ctx.clock.now() },
    };
  });
}
