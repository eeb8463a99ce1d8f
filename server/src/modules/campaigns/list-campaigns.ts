import type { Campaign, listCampaignsQuery } from '@parley/contract/campaigns';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { campaignOf } from './get-campaign.ts';
import * as queries from './campaign-queries.ts';

/** Newest first. */
export async function listCampaigns(
  ctx: Ctx,
  { cursor, limit, archived, ...filter }: z.output<typeof listCampaignsQuery>,
): Promise<{ data: Campaign[]; nextCursor: string | null }> {
  const after = decodeCursor('campaigns', cursor, ['id']);
  const rows = await queries.listCampaigns(
    ctx.db,
    ctx.actor.organizationId,
    { ...filter, archived: archived === 'true' },
    { limit, beforeId: after && after[0] },
  );
  const data = rows.slice(0, limit).map(campaignOf);
  return { data, nextCursor: rows.length > limit ? encodeCursor('campaigns', [data.at(-1)!.id]) : null };
}
