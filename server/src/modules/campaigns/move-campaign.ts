import type { Campaign } from '@parley/contract/campaigns';
import type { Updateable } from 'kysely';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import type { Tables } from '#platform/database/database';
import { AppError } from '#platform/errors';
import { lockCampaign, updateCampaign } from './campaign-queries.ts';
import { pastOf, statusAfter, type CampaignMove } from './campaign-states.ts';
import { getCampaign } from './get-campaign.ts';
import { writeLog, type LogLevel } from './write-log.ts';

type Columns = Updateable<Tables['campaigns']>;

/** What a move brings with it. */
export interface MoveEffect {
  readonly columns?: Columns;
  /** A code for people, when no person asked for the move: `no_channel_available`. */
  readonly reason?: string;
  readonly level?: LogLevel;
  /** For the log and the audit. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one way a campaign changes its status: under a lock, with its effect, event, log entry and, if a person asked, audit
 * entry in one transaction. A move that was made before does nothing and answers the same (F9).
 * Throws `record_missing` or `campaign_move_not_allowed`, besides what the effect throws.
 */
export async function moveCampaign(
  ctx: Ctx,
  id: string,
  move: CampaignMove,
  effect: (campaign: Campaign) => Promise<MoveEffect | void>,
): Promise<Campaign> {
  const campaign = await lockForMove(ctx, id, move);
  const status = statusAfter(campaign.status, move);
  if (status === 'made') return campaign;
  const { columns = {}, reason = null, level = 'INFO', details = {} } = (await effect(campaign)) ?? {};
  await updateCampaign(ctx.db, ctx.actor.organizationId, id, { ...columns, status, status_reason: reason });
  await ctx.events.emit('campaign.status_changed', id, { campaignId: id, status, reason });
  await writeLog(ctx, id, { code: pastOf(move), level, details: { ...details, ...(reason !== null && { reason }) } });
  if (ctx.actor.kind !== 'system') await auditMove(ctx, id, move, { status: campaign.status }, { status, ...details });
  return getCampaign(ctx, { id });
}

/** The campaign, locked until the transaction ends. Throws `record_missing`, or `campaign_move_not_allowed` if it refuses the move. */
export async function lockForMove(ctx: Ctx, id: string, move: CampaignMove): Promise<Campaign> {
  const locked = await lockCampaign(ctx.db, ctx.actor.organizationId, id);
  if (!locked) throw new AppError('record_missing', { details: { what: 'campaign' } });
  statusAfter(locked.status, move);
  return getCampaign(ctx, { id });
}

export async function auditMove(
  ctx: Ctx,
  id: string,
  move: CampaignMove,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): Promise<void> {
  await recordAudit(ctx, { action: `campaign.${pastOf(move)}`, subjectKind: 'campaign', subjectId: id, before, after });
}
