import type { CampaignLogEntry, listCampaignLogQuery } from '@parley/contract/campaigns';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import * as queries from './campaign-report-queries.ts';
import { getCampaign } from './get-campaign.ts';

/** What happened to a campaign, newest first. Throws `record_missing`. */
export async function listLog(
  ctx: Ctx,
  { id, cursor, ...filter }: { id: string } & z.output<typeof listCampaignLogQuery>,
): Promise<{ data: CampaignLogEntry[]; nextCursor: string | null }> {
  await getCampaign(ctx, { id });
  const after = decodeCursor('campaign-log', cursor, ['id']);
  const rows = await queries.listLog(ctx.db, ctx.actor.organizationId, id, {
    ...filter,
    beforeId: after && after[0],
  });
  const data = rows
    .slice(0, filter.limit)
    .map(({ at, by_name: byName, ...row }) => ({ ...row, byName, at: at.toISOString() }));
  return { data, nextCursor: rows.length > filter.limit ? encodeCursor('campaign-log', [data.at(-1)!.id]) : null };
}
