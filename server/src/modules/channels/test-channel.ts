import type { channelTest } from '@parley/contract/channels';
import type { z } from 'zod';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { loadChannel } from './load-channel.ts';

/** Connects and signs in once, beside the running connection, and sends nothing. Throws `record_missing`. */
export async function testChannel(
  runtime: Runtime,
  { id }: { id: string },
  { actor }: SignedIn,
): Promise<z.input<typeof channelTest>> {
  const { kind, settings, removedAt } = await runtime.transaction(actor, (ctx) => loadChannel(ctx, id), {
    readOnly: true,
  });
  if (removedAt !== null) throw new AppError('record_missing', { details: { what: 'channel' } });
  const result = await kind.test(settings, runtime.transports);
  return result.ok ? { ok: true, reason: null } : { ok: false, reason: result.reason };
}
