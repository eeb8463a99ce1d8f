import { listChannels, updateChannel } from '#channels';
import { createSandboxChannel } from '#sandbox';
import type { Actor, Runtime } from '#platform/context';
import type { DemoScript } from './demo-script.ts';
import type { DemoChannel, DemoStage } from './demo-stage.ts';

/** One of each network that the sandbox emulates; those of an earlier run are taken again. */
export async function addDemoChannels(
  runtime: Runtime,
  owner: Actor,
  { channels }: DemoScript,
): Promise<DemoChannel[]> {
  const kinds = [
    { kind: 'sms-smpp', network: 'sms', name: channels.sms, title: channels.sender },
    { kind: 'telegram-bot', network: 'telegram', name: channels.telegram, title: channels.bot },
  ] as const;
  const known = await ownChannels(runtime, owner);
  const made: DemoChannel[] = [];
  for (const { kind, network, name, title } of kinds) {
    if (!runtime.channels.get(kind)?.sandboxSettings) continue;
    const { id } =
      known.find((channel) => channel.name === name) ??
      (await createSandboxChannel(runtime, { kind, name, title }, { actor: owner }));
    if (network === 'sms')
      await runtime.transaction(owner, (ctx) => updateChannel(ctx, { id, price: channels.smsPrice }));
    made.push({ id, network, sender: title });
  }
  return made;
}

export async function areConnected({ runtime, owner, channels }: DemoStage): Promise<boolean> {
  const known = await ownChannels(runtime, owner);
  return channels.every(({ id }) => known.some((channel) => channel.id === id && channel.state === 'connected'));
}

async function ownChannels(runtime: Runtime, owner: Actor) {
  const { data } = await runtime.transaction(owner, (ctx) => listChannels(ctx, { limit: 10 }), { readOnly: true });
  return data;
}
