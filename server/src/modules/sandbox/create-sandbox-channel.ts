import type { Channel } from '@parley/contract/channels';
import type { createSandboxChannelBody } from '@parley/contract/sandbox';
import type { z } from 'zod';
import { createChannel } from '#channels';
import type { Actor, Ctx, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { sandboxHost } from '#platform/outbound-sandbox/sandbox-link';
import { ownPath, requireSandbox } from './own-sandbox.ts';
import { openedAccount } from './sandbox-answers.ts';
import { insertAccount, listChannelNames } from './sandbox-queries.ts';

type Account = z.output<typeof openedAccount>;

const titles = {
  sms: { en: 'Parley', ru: 'Parley' },
  telegram: { en: 'Parley demo bot', ru: 'Демо-бот Parley' },
} as const;
const names = {
  sms: { en: 'Sandbox SMS', ru: 'Песочница SMS' },
  telegram: { en: 'Sandbox Telegram', ru: 'Песочница Telegram' },
} as const;

/**
 * A channel that works at once, on an account of the emulated network that is this organization's alone.
 * Throws `sandbox_off`, `sandbox_away`, `request_invalid` for a kind without emulation, or `channel_name_taken`.
 */
export async function createSandboxChannel(
  runtime: Runtime,
  { kind, name, title }: z.output<typeof createSandboxChannelBody> & { readonly title?: string },
  { actor }: { readonly actor: Actor },
): Promise<Channel> {
  const sandbox = requireSandbox(runtime);
  const network = kind === 'sms-smpp' ? 'sms' : 'telegram';
  const settingsOf = runtime.channels.get(kind)?.sandboxSettings;
  if (!settingsOf) throw notEmulated();
  const account = openedAccount.parse(
    await sandbox.ask('POST', ownPath(actor, '/accounts'), {
      network,
      title: title ?? titles[network][actor.language],
    }),
  );
  try {
    return await runtime.transaction(actor, async (ctx) => {
      const settings = settingsOf({ host: sandboxHost(network), ...account });
      const chosen = name ?? (await freeName(ctx, names[network][actor.language]));
      return addChannel(ctx, { kind, name: chosen, settings }, account);
    });
  } catch (error) {
    await sandbox.ask('DELETE', ownPath(actor, `/accounts/${account.network}/${account.id}`));
    throw error;
  }
}

async function addChannel(
  ctx: Ctx,
  { kind, name, settings }: { kind: string; name: string; settings: Record<string, unknown> },
  { network, id }: Account,
): Promise<Channel> {
  const limits = { perSecond: null, perHour: null, perDay: null };
  const channel = await createChannel(ctx, { kind, name, settings, limits, isSandbox: true });
  const { organizationId } = ctx.actor;
  await insertAccount(ctx.db, { organization_id: organizationId, channel_id: channel.id, network, account: id });
  return channel;
}

/** Our own name, with a number when there are some already. */
async function freeName(ctx: Ctx, name: string): Promise<string> {
  const taken = new Set(await listChannelNames(ctx.db, ctx.actor.organizationId));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function notEmulated(): AppError {
  const text = {
    en: 'The sandbox does not emulate this network.',
    ru: 'Песочница не воспроизводит эту сеть.',
  };
  return new AppError('request_invalid', { fields: [{ path: 'kind', rule: 'not_emulated', ...text }] });
}
