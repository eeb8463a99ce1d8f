import type { Campaign } from '@parley/contract/campaigns';
import { getTemplate } from '#templates';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { freezePrices } from './campaign-queries.ts';
import { findFaults } from './check-campaign.ts';
import { enqueueLaunch } from './launch-campaign.ts';
import { moveCampaign } from './move-campaign.ts';

/**
 * Checks everything again, freezes the version of the template and the channels' prices (F36), and queues the launch. A second start, at the same time or
 * later, answers the same (F9). Throws `campaign_not_ready` naming each fault.
 */
export function startCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  return moveCampaign(ctx, id, 'start', async (campaign) => {
    const { faults } = await findFaults(ctx, campaign);
    if (faults.length > 0) throw new AppError('campaign_not_ready', { fields: faults });
    const { version } = await getTemplate(ctx, { id: campaign.templateId! });
    await freezePrices(ctx.db, ctx.actor.organizationId, id);
    await enqueueLaunch(ctx, id);
    return {
      columns: { template_version: version, started_at: ctx.clock.now() },
      details: { templateVersion: version },
    };
  });
}
