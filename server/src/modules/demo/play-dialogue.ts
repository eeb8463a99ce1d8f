import { changeConversation, replyToConversation, writeNote } from '#conversations';
import { answerFromPhone, getPhone, putPhone } from '#sandbox';
import type { Actor, Ctx } from '#platform/context';
import type { ConversationBoard } from './conversation-board.ts';
import type { DemoStage } from './demo-stage.ts';
import type { PlannedDialogue } from './plan-dialogues.ts';
import { until } from './until.ts';

const snoozeMilliseconds = 3 * 24 * 3_600_000;

/** Both sides of a dialogue, each turn after the one before has arrived. */
export async function playDialogue(
  stage: DemoStage,
  board: ConversationBoard,
  planned: PlannedDialogue,
): Promise<void> {
  const { runtime, owner } = stage;
  const { person, channel, operator } = planned;
  const name = `${person.firstName} ${person.lastName}`;
  const number = person.phone.slice(1);
  const operatorActor = stage.operators[operator] as Actor;
  const as = <Result>(actor: Actor, work: (ctx: Ctx) => Promise<Result>): Promise<Result> =>
    runtime.transaction(actor, work);
  await putPhone(runtime, { number, name }, { actor: owner });
  let id: string | null = null;
  for (const [who, text] of planned.turns) {
    if (who === 'c') {
      const said = { number, channelId: channel.id, text, ...(channel.network === 'sms' && { to: channel.sender }) };
      await answerFromPhone(runtime, said, { actor: owner });
      id = (await board.withLast(person.id, name, text))?.id ?? null;
    } else if (id !== null && who === 'o') {
      const reply = { id, text, fileIds: [], delaySeconds: 0 };
      await as(operatorActor, (ctx) => replyToConversation(ctx, reply));
      await until(stage.signal, () => hasArrived(stage, number, text));
    } else if (id !== null) {
      const note = { id, text, mentions: [] };
      await as(operatorActor, (ctx) => writeNote(ctx, note));
    }
    // A network that is away: the demo goes on with the others.
    if (id === null) return;
  }
  await as(operatorActor, (ctx) => leaveAs(ctx, stage, planned, id as string));
  if (planned.isRead) await as(owner, (ctx) => changeConversation(ctx, id as string, { kind: 'read' }));
}

async function hasArrived({ runtime, owner }: DemoStage, number: string, text: string): Promise<boolean> {
  const { messages } = await getPhone(runtime, { number }, { actor: owner });
  return messages.some((message) => message.direction === 'received' && message.text === text);
}

async function leaveAs(ctx: Ctx, { words }: DemoStage, { label, ends }: PlannedDialogue, id: string): Promise<void> {
  if (label) await changeConversation(ctx, id, { kind: 'label', labelId: words.labels[label] });
  if (ends === 'resolved') await changeConversation(ctx, id, { kind: 'resolve' });
  if (ends === 'snoozed') {
    const wakesAt = new Date(ctx.clock.now().getTime() + snoozeMilliseconds).toISOString();
    await changeConversation(ctx, id, { kind: 'snooze', until: wakesAt });
  }
}
