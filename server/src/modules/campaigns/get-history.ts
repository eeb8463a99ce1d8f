import type { campaignHistory } from '@parley/contract/campaign-progress';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { listProgress } from './campaign-report-queries.ts';
import { getCampaign } from './get-campaign.ts';

const mostPoints = 300;

/** How many messages had been handed to the networks at which moment, for a graph. Throws `record_missing`. */
export async function getHistory(ctx: Ctx, { id }: { id: string }): Promise<z.input<typeof campaignHistory>> {
  await getCampaign(ctx, { id });
  const points = await listProgress(ctx.db, ctx.actor.organizationId, id, mostPoints);
  return { points: points.map(({ at, ...counts }) => ({ ...counts, at: at.toISOString() })) };
}
