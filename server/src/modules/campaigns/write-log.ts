import type { logLevels } from '@parley/contract/campaigns';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { insertLogEntry } from './campaign-report-queries.ts';

export type LogLevel = (typeof logLevels)[number];

export interface LogEntry {
  /** `started`, `stalled`, `channel_trouble`. */
  readonly code: string;
  readonly level: LogLevel;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Adds to what the people who run a campaign read of it. */
export async function writeLog(ctx: Ctx, campaignId: string, entry: LogEntry): Promise<void> {
  const by = ctx.actor.kind === 'user' ? { userId: ctx.actor.id } : {};
  await insertLogEntry(ctx.db, {
    organization_id: ctx.actor.organizationId,
    campaign_id: campaignId,
    id: uuidv7(),
    level: entry.level,
    code: entry.code,
    details: JSON.stringify({ ...entry.details, ...by }),
    at: ctx.clock.now(),
  });
}
