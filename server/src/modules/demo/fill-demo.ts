import { language } from '@parley/contract/accounts';
import { permissionsOf } from '@parley/contract/permissions';
import { z } from 'zod';
import { addGroupMembers } from '#groups';
import { getOrganizationRow } from '#organizations';
import { updateSandboxAccount } from '#sandbox';
import type { Actor, Runtime } from '#platform/context';
import { defineTaskKind, type RunningTask } from '#tasks';
import { ageDialogue } from './age-dialogue.ts';
import { ConversationBoard } from './conversation-board.ts';
import { addDemoChannels, areConnected } from './demo-channels.ts';
import { ageFinishedCampaign, runFinishedCampaign, startSlowCampaign } from './demo-campaigns.ts';
import { lastTuesday } from './demo-past.ts';
import { demoScripts } from './demo-scripts.ts';
import { addDemoPeople, addDemoWords, addOperators } from './demo-setup.ts';
import { demoWords, type DemoStage } from './demo-stage.ts';
import { planDialogues, type PlannedDialogue } from './plan-dialogues.ts';
import { planReplies } from './plan-replies.ts';
import { playDialogue } from './play-dialogue.ts';
import { until } from './until.ts';

const input = z.object({ language });
/** What an earlier run has made, so that a run that was killed is gone on with. */
const made = z.object({
  words: demoWords,
  /** In the order of the plan. */
  contactIds: z.array(z.uuid()),
  /** Dialogues that were played to their end and moved to their days, by `key`. */
  played: z.array(z.string()),
});
export type DemoMade = z.output<typeof made>;

type Task = RunningTask<z.output<typeof input>>;

/** Dialogues at once: more would only wait for each other. */
const dialoguesAtOnce = 8;

/**
 * Everything goes through the use cases that people's clicks go through, and customers write on the emulated networks. What
 * was said then moves to the days before. A run that was killed goes on where it was.
 */
export const fillDemo = defineTaskKind({
  kind: 'demo.fill',
  input,
  maxFailures: 5,
  async run(runtime, actor, task) {
    if (task.createdBy === null) return {};
    const owner = ownerOf(actor, task.createdBy, task.input.language);
    const stage = await setStage(runtime, owner, task);
    await until(task.signal, () => areConnected(stage));
    const dialogues = planDialogues(stage);
    const contactIds = dialogues.map(({ person }) => person.id);
    await runtime.transaction(owner, (ctx) => addGroupMembers(ctx, { id: stage.words.groups.new, contactIds }));
    const tuesday = lastTuesday(runtime.clock.now(), stage.timeZone);
    const replies = planReplies(stage, new Set(contactIds), tuesday);
    const board = new ConversationBoard(stage);
    try {
      const played = new Set(stage.made.played);
      const play = (planned: readonly PlannedDialogue[]) =>
        playAll(stage, board, task, { planned, played, total: dialogues.length + replies.length });
      await play(dialogues);
      const campaignId = await runFinishedCampaign(stage);
      await play(replies);
      await ageFinishedCampaign(stage, campaignId, tuesday);
    } finally {
      board.stop();
    }
    // Only now: during the dialogues they would interrupt.
    for (const { id } of stage.channels)
      await updateSandboxAccount(runtime, { channelId: id, answering: true }, { actor: owner });
    await startSlowCampaign(stage);
    return {};
  },
});

async function setStage(runtime: Runtime, owner: Actor, task: Task): Promise<DemoStage & { made: DemoMade }> {
  const script = demoScripts[task.input.language];
  const before = task.resume === null ? null : made.parse(task.resume);
  const operators = await addOperators(runtime, owner, script);
  const words = before?.words ?? (await addDemoWords(runtime, owner, script, task));
  const people = await addDemoPeople(runtime, owner, task, {
    words,
    operators,
    contactIds: before?.contactIds ?? [],
  });
  const channels = await addDemoChannels(runtime, owner, script);
  const { time_zone: timeZone } = await runtime.transaction(
    owner,
    ({ db }) => getOrganizationRow(db, owner.organizationId),
    { readOnly: true },
  );
  const contactIds = people.map(({ id }) => id);
  const { signal } = task;
  return {
    ...{ runtime, owner, operators, script, words, people, channels, timeZone, signal },
    made: { words, contactIds, played: before?.played ?? [] },
  };
}

async function playAll(
  stage: DemoStage & { made: DemoMade },
  board: ConversationBoard,
  task: Task,
  { planned, played, total }: { planned: readonly PlannedDialogue[]; played: Set<string>; total: number },
): Promise<void> {
  const { runtime, owner } = stage;
  const waiting = planned.filter(({ key }) => !played.has(key));
  task.progress(played.size, total);
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      task.signal.throwIfAborted();
      const conversationId = await playDialogue(stage, board, one);
      if (conversationId !== null) await ageDialogue(stage, one, conversationId);
      played.add(one.key);
      await runtime.transaction(owner, (ctx) => task.saveResume(ctx, { ...stage.made, played: [...played] }));
      task.progress(played.size, total);
    }
  };
  await Promise.all(Array.from({ length: dialoguesAtOnce }, next));
}

function ownerOf({ organizationId }: Actor, id: string, of: 'en' | 'ru'): Actor {
  return { kind: 'user', id, organizationId, permissions: permissionsOf('owner'), language: of, origin: null };
}
