import type { Campaign } from '@parley/contract/campaigns';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findCampaign, type CampaignRow } from './campaign-queries.ts';
import { allowedActions } from './campaign-states.ts';

/** Throws `record_missing`. */
export async function getCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  return campaignOf(await getCampaignRow(ctx, id));
}

/** Throws `record_missing`. */
export async function getCampaignRow(ctx: Ctx, id: string): Promise<CampaignRow> {
  const row = await findCampaign(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'campaign' } });
  return row;
}

export function campaignOf(row: CampaignRow): Campaign {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    statusReason: row.status_reason,
    allowedActions: allowedActions(row.status),
    network: row.network,
    templateId: row.template_id,
    templateVersion: row.template_version,
    channelIds: row.channel_ids,
    groupIds: row.group_ids,
    excludedGroupIds: row.excluded_group_ids,
    options: row.options,
    progress: row.planned === null ? null : { planned: row.planned, done: doneOf(row, row.planned) },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    archivedAt: row.archived_at?.toISOString() ?? null,
  };
}

/** In a cancelled campaign only what is still on the wire is open. */
function doneOf(row: CampaignRow, planned: number): number {
  return row.status === 'CANCELLED' ? planned - row.submitting : row.attempted;
}
