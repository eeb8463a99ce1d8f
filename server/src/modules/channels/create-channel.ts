import type { Channel, createChannelBody } from '@parley/contract/channels';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { insertChannel } from './channel-queries.ts';
import { accountOf, splitSettings } from './channel-settings.ts';
import { getChannel } from './get-channel.ts';
import { knownKind } from './known-kind.ts';
import { secretsPurpose } from './load-channel.ts';
import { refuseTakenAccount } from './refuse-taken-account.ts';

export interface NewChannel extends z.output<typeof createChannelBody> {
  /** Only the installation itself knows which networks are emulated; no request can say so (NUM-6). */
  readonly isSandbox?: boolean;
}

/**
 * Adds an account; the process that takes hold of it connects. Throws `request_invalid` naming each wrong setting,
 * `channel_kind_unofficial`, `channel_account_taken` or `channel_name_taken`.
 */
export async function createChannel(ctx: Ctx, input: NewChannel): Promise<Channel> {
  const kind = knownKind(ctx, input.kind);
  const split = splitSettings(kind, input.settings);
  const { shown, secret } = split;
  const { perSecond = null, perHour = null, perDay = null } = input.limits;
  const id = uuidv7();
  const account = accountOf(kind, split);
  await refuseTakenAccount(ctx, { id, kind: kind.kind, account });
  const inserted = await insertChannel(ctx.db, {
    organization_id: ctx.actor.organizationId,
    id,
    kind: kind.kind,
    network: kind.network,
    account,
    name: input.name,
    is_sandbox: input.isSandbox ?? false,
    settings: JSON.stringify(shown),
    secrets: ctx.secrets.seal(Buffer.from(JSON.stringify(secret)), secretsPurpose(id)),
    per_second: perSecond,
    per_hour: perHour,
    per_day: perDay,
    price_per_thousand: input.price?.perThousand ?? null,
    price_currency: input.price?.currency ?? null,
    created_by: ctx.actor.id,
    created_at: ctx.clock.now(),
  });
  if (!inserted) throw new AppError('channel_name_taken', { details: { name: input.name } });
  await ctx.events.emit('channel.updated', id, { channelId: id, change: 'created' });
  const after = { name: input.name, kind: kind.kind, settings: shown, limits: input.limits };
  await recordAudit(ctx, { action: 'channel.created', subjectKind: 'channel', subjectId: id, after });
  return getChannel(ctx, { id });
}
