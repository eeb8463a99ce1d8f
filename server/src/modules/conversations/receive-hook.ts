import { findChannelOwner } from './inbound-queries.ts';
import { storeInbound } from './store-inbound.ts';
import { loadChannel } from '#channels';
import { systemActor, type Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { HookCall } from '#platform/http/route';

/**
 * What a network calls us with: checked, stored, and only then answered. It may come to any process, whoever holds the
 * channel. Throws `record_missing` and `hook_refused`; a network tries again what was not answered with success.
 */
export async function receiveHook(
  runtime: Runtime,
  { channelId }: { channelId: string },
  call: HookCall,
): Promise<{ stored: number }> {
  const organizationId = await runtime.pools.system((db) => findChannelOwner(db, channelId));
  if (organizationId === undefined) throw new AppError('record_missing', { details: { what: 'channel' } });
  return runtime.transaction(systemActor(organizationId, new Set()), async (ctx) => {
    const { kind, settings, removedAt } = await loadChannel(ctx, channelId);
    if (removedAt !== null || !kind.webhook) throw new AppError('record_missing', { details: { what: 'channel' } });
    const content = kind.webhook(settings, call);
    if (content === null) throw new AppError('hook_refused');
    const all = [...content.messages, ...content.reports];
    for (const item of all) await storeInbound(ctx, channelId, item);
    return { stored: all.length };
  });
}
