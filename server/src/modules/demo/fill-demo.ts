import { language } from '@parley/contract/accounts';
import { permissionsOf } from '@parley/contract/permissions';
import { z } from 'zod';
import { listChannels } from '#channels';
import { addGroupMembers } from '#groups';
import { createSandboxChannel, updateSandboxAccount } from '#sandbox';
import type { Actor, Runtime } from '#platform/context';
import { defineTaskKind, type RunningTask } from '#tasks';
import { ConversationBoard } from './conversation-board.ts';
import { runFinishedCampaign, startSlowCampaign } from './demo-campaigns.ts';
import type { DemoScript } from './demo-script.ts';
import type { DemoChannel, DemoStage } from './demo-stage.ts';
import { addDemoPeople, addDemoWords, addOperators } from './demo-setup.ts';
import { demoScripts } from './demo-scripts.ts';
import { planDialogues } from './plan-dialogues.ts';
import { playDialogue } from './play-dialogue.ts';
import { until } from './until.ts';

const input = z.object({ language });

/** Dialogues at once: more would only wait for each other. */
const dialoguesAtOnce = 8;

/** Everything goes through the use cases that people's clicks go through, and customers write on the emulated networks. */
export const fillDemo = defineTaskKind({
  kind: 'demo.fill',
  input,
  maxFailures: 1,
  async run(runtime, actor, task) {
    // What an interrupted run has made is enough to look around; made again it would stand there twice.
    if (task.resume !== null || task.createdBy === null) return { result: { interrupted: true } };
    const owner = ownerOf(actor, task.createdBy, task.input.language);
    await runtime.transaction(owner, (ctx) => task.saveResume(ctx, { begun: true }));
    await fill(runtime, owner, task);
    return {};
  },
});

async function fill(runtime: Runtime, owner: Actor, task: RunningTask<z.output<typeof input>>): Promise<void> {
  const script = demoScripts[task.input.language];
  const { signal } = task;
  const operators = await addOperators(runtime, owner, script);
  const words = await addDemoWords(runtime, owner, script);
  const people = await addDemoPeople(runtime, owner, task.input.language, words);
  const channels = await addChannels(runtime, owner, script);
  const stage: DemoStage = { runtime, owner, operators, script, words, people, channels, signal };
  await until(signal, () => areConnected(stage));
  await playDialogues(stage, task);
  // Only now: during the dialogues they would interrupt.
  for (const { id } of channels) {
    await updateSandboxAccount(runtime, { channelId: id, answering: true }, { actor: owner });
  }
  await runFinishedCampaign(stage);
  await startSlowCampaign(stage);
}

async function playDialogues(stage: DemoStage, task: RunningTask): Promise<void> {
  const { runtime, owner, words, signal } = stage;
  const dialogues = planDialogues(stage);
  const total = dialogues.length;
  const contactIds = dialogues.map(({ person }) => person.id);
  await runtime.transaction(owner, (ctx) => addGroupMembers(ctx, { id: words.groups.new, contactIds }));
  task.progress(0, total);
  const board = new ConversationBoard(stage);
  try {
    let done = 0;
    const next = async (): Promise<void> => {
      for (let planned = dialogues.shift(); planned; planned = dialogues.shift()) {
        signal.throwIfAborted();
        await playDialogue(stage, board, planned);
        task.progress(++done, total);
      }
    };
    await Promise.all(Array.from({ length: dialoguesAtOnce }, next));
  } finally {
    board.stop();
  }
}

async function addChannels(runtime: Runtime, owner: Actor, { channels }: DemoScript): Promise<DemoChannel[]> {
  const kinds = [
    { kind: 'sms-smpp', network: 'sms', name: channels.sms, title: channels.sender },
    { kind: 'telegram-bot', network: 'telegram', name: channels.telegram, title: channels.bot },
  ] as const;
  const made: DemoChannel[] = [];
  for (const { kind, network, name, title } of kinds) {
    if (!runtime.channels.get(kind)?.sandboxSettings) continue;
    const { id } = await createSandboxChannel(runtime, { kind, name, title }, { actor: owner });
    made.push({ id, network, sender: title });
  }
  return made;
}

async function areConnected({ runtime, owner, channels }: DemoStage): Promise<boolean> {
  const { data } = await runtime.transaction(owner, (ctx) => listChannels(ctx, { limit: 10 }), { readOnly: true });
  return channels.every(({ id }) => data.some((channel) => channel.id === id && channel.state === 'connected'));
}

function ownerOf({ organizationId }: Actor, id: string, of: 'en' | 'ru'): Actor {
  return { kind: 'user', id, organizationId, permissions: permissionsOf('owner'), language: of, origin: null };
}
