import { findChannelForRunner, updateChannelSession, updateChannelState } from './channel-runner-queries.ts';
import type { ChannelKind } from '#channel';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { createHash } from 'node:crypto';

/** A channel as its runner needs it: settings with the secrets opened, limits, and what a person said of it. */
export interface LoadedChannel {
  readonly kind: ChannelKind;
  /** Null once the channel was removed: its secrets are gone. */
  readonly settings: unknown;
  /** Changes when settings or secrets do, or a person asks for it: the session is begun anew. */
  readonly settingsHash: string;
  readonly session: Uint8Array | null;
  readonly isSandbox: boolean;
  readonly limits: {
    readonly perSecond: number | null;
    readonly perHour: number | null;
    readonly perDay: number | null;
  };
  readonly pausedAt: Date | null;
  readonly removedAt: Date | null;
}

/** Throws `record_missing` for an unknown id, and a plain error when this program does not have the kind. */
export async function loadChannel(ctx: Ctx, channelId: string): Promise<LoadedChannel> {
  const row = await findChannelForRunner(ctx.db, ctx.actor.organizationId, channelId);
  if (row === undefined) throw new AppError('record_missing', { details: { what: 'channel' } });
  const kind = ctx.channels.get(row.kind);
  if (kind === undefined)
    throw new Error(`Channel ${channelId} is of kind ${row.kind}, which this program does not have.`);
  const secrets = JSON.parse(ctx.secrets.open(row.secrets, secretsPurpose(channelId)).toString('utf8')) as Record<
    string,
    unknown
  >;
  return {
    kind,
    settings: row.removedAt === null ? kind.parseSettings({ ...row.settings, ...secrets }) : null,
    settingsHash: createHash('sha256')
      .update(JSON.stringify(row.settings))
      .update(row.secrets)
      .update(String(row.reconnectAskedAt?.getTime()))
      .digest('hex'),
    session: row.session === null ? null : ctx.secrets.open(row.session, sessionPurpose(channelId)),
    isSandbox: row.isSandbox,
    limits: { perSecond: row.perSecond, perHour: row.perHour, perDay: row.perDay },
    pausedAt: row.pausedAt,
    removedAt: row.removedAt,
  };
}

/** What secrets of a channel are sealed for: a sealed value moved to another channel does not open. */
export function secretsPurpose(channelId: string): string {
  return `channel.secrets:${channelId}`;
}

function sessionPurpose(channelId: string): string {
  return `channel.session:${channelId}`;
}

/** Keeps what an adapter remembers across restarts, sealed. */
export async function saveChannelSession(ctx: Ctx, channelId: string, state: Uint8Array): Promise<void> {
  await updateChannelSession(
    ctx.db,
    ctx.actor.organizationId,
    channelId,
    ctx.secrets.seal(state, sessionPurpose(channelId)),
  );
}

/** What the network says of the account. Tells those concerned when it is something new. */
export async function setChannelState(
  ctx: Ctx,
  channelId: string,
  state: string,
  reason: string | null,
): Promise<void> {
  const changed = await updateChannelState(ctx.db, ctx.actor.organizationId, channelId, state, reason);
  if (!changed) return;
  await ctx.events.emit('channel.state_changed', channelId, { channelId, state, reason });
  if (state === 'login_required')
    await ctx.events.emit('channel.login_required', channelId, { channelId, reason: reason ?? '' });
}
