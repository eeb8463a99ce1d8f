import type { channelTest, testSettingsBody } from '@parley/contract/channels';
import type { z } from 'zod';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { parseSettings } from './channel-settings.ts';
import { knownKind } from './known-kind.ts';
import { loadChannel } from './load-channel.ts';

type Outcome = z.input<typeof channelTest>;

/** Connects and signs in once, beside the running connection, and sends nothing. Throws `record_missing`. */
export async function testChannel(runtime: Runtime, { id }: { id: string }, { actor }: SignedIn): Promise<Outcome> {
  const { kind, settings, removedAt } = await runtime.transaction(actor, (ctx) => loadChannel(ctx, id), {
    readOnly: true,
  });
  if (removedAt !== null) throw new AppError('record_missing', { details: { what: 'channel' } });
  return outcomeOf(await kind.test(settings, runtime.transports));
}

/** The same for an account that is about to be added. Throws `request_invalid` naming each wrong setting. */
export async function testSettings(
  runtime: Runtime,
  { kind: name, settings }: z.output<typeof testSettingsBody>,
): Promise<Outcome> {
  const kind = knownKind(runtime, name);
  return outcomeOf(await kind.test(parseSettings(kind, settings), runtime.transports));
}

function outcomeOf(result: { ok: true } | { ok: false; reason: string }): Outcome {
  return result.ok ? { ok: true, reason: null } : { ok: false, reason: result.reason };
}
