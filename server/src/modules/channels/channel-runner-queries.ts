import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

export interface ChannelForRunner {
  readonly kind: string;
  readonly settings: Record<string, unknown>;
  readonly secrets: Buffer;
  readonly session: Buffer | null;
  readonly isSandbox: boolean;
  readonly perSecond: number | null;
  readonly perHour: number | null;
  readonly perDay: number | null;
  readonly pausedAt: Date | null;
  readonly reconnectAskedAt: Date | null;
  readonly removedAt: Date | null;
}

export async function findChannelForRunner(
  db: Database,
  organizationId: string,
  channelId: string,
): Promise<ChannelForRunner | undefined> {
  const row = await db
    .selectFrom('channels')
    .select([
      'kind',
      'settings',
      'secrets',
      'session',
      'is_sandbox as isSandbox',
      'per_second as perSecond',
      'per_hour as perHour',
      'per_day as perDay',
      'paused_at as pausedAt',
      'reconnect_asked_at as reconnectAskedAt',
      'removed_at as removedAt',
    ])
    .where('organization_id', '=', organizationId)
    .where('id', '=', channelId)
    .executeTakeFirst();
  return row as ChannelForRunner | undefined;
}

export async function updateChannelSession(
  db: Database,
  organizationId: string,
  channelId: string,
  session: Buffer,
): Promise<void> {
  await db
    .updateTable('channels')
    .set({ session })
    .where('organization_id', '=', organizationId)
    .where('id', '=', channelId)
    .execute();
}

/** Whether state or reason are new. */
export async function updateChannelState(
  db: Database,
  organizationId: string,
  channelId: string,
  state: string,
  reason: string | null,
): Promise<boolean> {
  const result = await db
    .updateTable('channels')
    .set({ state, state_reason: reason, state_changed_at: sql<Date>`clock_timestamp()` })
    .where('organization_id', '=', organizationId)
    .where('id', '=', channelId)
    .where((eb) => eb.or([eb('state', '<>', state), eb('state_reason', 'is distinct from', reason)]))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
