import type { Campaign, FollowedState } from '@parley/contract/campaigns';
import { deliveryStateNames } from '#sending';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findCampaign, type CampaignRow } from './campaign-queries.ts';
import { allowedActions } from './campaign-states.ts';
import { statesOf } from './states-of.ts';

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
    channelIds: row.channels.map(({ id }) => id),
    groupIds: row.groups.map(({ id }) => id),
    excludedGroupIds: row.excluded_groups.map(({ id }) => id),
    template: row.template_id === null ? null : { id: row.template_id, name: row.template_name! },
    channels: row.channels,
    groups: row.groups,
    excludedGroups: row.excluded_groups,
    follows: row.follows && { ...row.follows, state: deliveryStateNames[row.follows.state] as FollowedState },
    options: row.options,
    progress: row.planned === null ? null : progressOf(row, row.planned),
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    archivedAt: row.archived_at?.toISOString() ?? null,
  };
}

/** In a cancelled campaign only what is still on the wire is open. */
function progressOf(row: CampaignRow, planned: number): NonNullable<Campaign['progress']> {
  const states = statesOf(planned, [row.counted], row.status === 'CANCELLED');
  return { planned, done: planned - states.queued - states.submitting, states };
}
