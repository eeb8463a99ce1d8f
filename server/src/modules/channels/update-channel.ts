import { isDeepStrictEqual } from 'node:util';
import type { Channel, updateChannelBody } from '@parley/contract/channels';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findChannelNamed, lockChannel, updateChannel as updateRow, type LockedChannel } from './channel-queries.ts';
import { accountOf, mergeSettings, splitSettings } from './channel-settings.ts';
import { getChannel } from './get-channel.ts';
import { secretsPurpose } from './load-channel.ts';
import { refuseTakenAccount } from './refuse-taken-account.ts';

type Change = z.output<typeof updateChannelBody>;

/**
 * Changes what is given. New limits hold at once; new credentials or addresses begin a new connection.
 * Throws `record_missing`, `channel_name_taken`, `channel_account_taken`, or `request_invalid` naming each wrong setting.
 */
export async function updateChannel(ctx: Ctx, { id, ...change }: { id: string } & Change): Promise<Channel> {
  const { organizationId } = ctx.actor;
  const locked = await lockChannel(ctx.db, organizationId, id);
  if (!locked) throw new AppError('record_missing', { details: { what: 'channel' } });
  const before = await getChannel(ctx, { id });
  const name = change.name ?? before.name;
  if (await findChannelNamed(ctx.db, organizationId, name, id))
    throw new AppError('channel_name_taken', { details: { name } });
  const limits = { ...before.limits, ...change.limits };
  await updateRow(ctx.db, organizationId, id, {
    name,
    per_second: limits.perSecond,
    per_hour: limits.perHour,
    per_day: limits.perDay,
    ...(change.price !== undefined && {
      price_per_thousand: change.price?.perThousand ?? null,
      price_currency: change.price?.currency ?? null,
    }),
    ...(change.settings && (await changedSettings(ctx, locked, change.settings))),
  });
  const after = await getChannel(ctx, { id });
  await ctx.events.emit('channel.updated', id, { channelId: id, change: 'settings' });
  ctx.events.wakeChannel(id);
  await recordAudit(ctx, {
    action: 'channel.updated',
    subjectKind: 'channel',
    subjectId: id,
    ...changedFields(before, after, change),
  });
  return after;
}

async function changedSettings(
  ctx: Ctx,
  locked: LockedChannel,
  change: Record<string, unknown>,
): Promise<{ settings: string; secrets: Buffer; account: string | null }> {
  const kind = ctx.channels.get(locked.kind);
  if (!kind) throw new Error(`Channel ${locked.id} is of kind ${locked.kind}, which this program does not have.`);
  const purpose = secretsPurpose(locked.id);
  const secret = JSON.parse(ctx.secrets.open(locked.secrets, purpose).toString('utf8')) as Record<string, unknown>;
  const split = splitSettings(kind, mergeSettings({ shown: locked.settings, secret }, change));
  const isSameSecret = isDeepStrictEqual(split.secret, secret);
  const account = accountOf(kind, split);
  await refuseTakenAccount(ctx, { id: locked.id, kind: kind.kind, account });
  return {
    account,
    settings: JSON.stringify(split.shown),
    // Sealed anew only when it is another secret: a new seal would look like new credentials and break the connection.
    secrets: isSameSecret ? locked.secrets : ctx.secrets.seal(Buffer.from(JSON.stringify(split.secret)), purpose),
  };
}

/** Of a secret only that it was given. */
function changedFields(
  before: Channel,
  after: Channel,
  change: Change,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const fields = (['name', 'settings', 'limits', 'price'] as const).filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  );
  const secrets = Object.keys(change.settings ?? {}).filter((name) =>
    isDeepStrictEqual(after.settings[name], { set: true }),
  );
  return {
    before: Object.fromEntries(fields.map((field) => [field, before[field]])),
    after: {
      ...Object.fromEntries(fields.map((field) => [field, after[field]])),
      ...(secrets.length > 0 && { secretsGiven: secrets }),
    },
  };
}
