import { Readable } from 'node:stream';
import { createChatLink } from '#channels';
import { changeConversation, replyToConversation, writeNote } from '#conversations';
import { xlsxOf } from '#exports';
import { saveFile } from '#files';
import { answerFromPhone, getPhone, putPhone, sendPictureFromPhone } from '#sandbox';
import type { Actor, Ctx } from '#platform/context';
import type { ConversationBoard } from './conversation-board.ts';
import { tomorrowMorning } from './demo-past.ts';
import { findPlayed } from './demo-queries.ts';
import type { DemoFile } from './demo-script.ts';
import type { DemoStage } from './demo-stage.ts';
import { pictures } from './draw-picture.ts';
import { chatBegin, type PlannedDialogue } from './plan-dialogues.ts';
import { until } from './until.ts';

/**
 * Both sides of a dialogue, each turn after the one before has arrived; one that was broken off goes on. Answers the
 * conversation; null when the network is away, and the demo goes on without.
 */
export async function playDialogue(
  stage: DemoStage,
  board: ConversationBoard,
  planned: PlannedDialogue,
): Promise<string | null> {
  const { runtime, owner } = stage;
  const { person, channel, operator } = planned;
  const name = `${person.firstName} ${person.lastName}`;
  const number = person.phone.slice(1);
  const operatorActor = stage.operators[operator] as Actor;
  await putPhone(runtime, { number, name }, { actor: owner });
  const thread = { contactId: person.id, channelId: channel.id };
  const before = await runtime.transaction(owner, ({ db }) => findPlayed(db, owner.organizationId, thread));
  let id: string | null = before?.id ?? null;
  for (const [who, text, file] of planned.turns.slice(before?.turns ?? 0)) {
    if (who === 'c') {
      await say(stage, planned, text, file);
      id = (await board.withLast(person.id, name, text))?.id ?? null;
    } else if (id !== null && who === 'o') {
      const fileIds = file ? [await saveQuote(stage, operatorActor)] : [];
      const reply = { id, text, fileIds, delaySeconds: 0 };
      await runtime.transaction(operatorActor, (ctx) => replyToConversation(ctx, reply));
      await until(stage.signal, () => hasArrived(stage, number, text));
    } else if (id !== null) {
      const note = { id, text, mentions: [] };
      await runtime.transaction(operatorActor, (ctx) => writeNote(ctx, note));
    }
    if (id === null) return null;
  }
  const [left, seen] = [id as string, planned.isRead];
  await runtime.transaction(operatorActor, (ctx) => leaveAs(ctx, stage, planned, left));
  if (seen) await runtime.transaction(owner, (ctx) => changeConversation(ctx, left, { kind: 'read' }));
  return left;
}

/** The customer writes, with a photo when there is one. */
async function say(
  { runtime, owner }: DemoStage,
  { person, channel }: PlannedDialogue,
  text: string,
  file: DemoFile | undefined,
): Promise<void> {
  const number = person.phone.slice(1);
  const said = { number, channelId: channel.id, text };
  if (text === chatBegin) {
    const { url } = await createChatLink(runtime, { id: channel.id, contactId: person.id }, { actor: owner });
    const token = new URL(url).searchParams.get('start');
    await answerFromPhone(runtime, { ...said, text: `${chatBegin} ${token}` }, { actor: owner });
    return;
  }
  if (file === undefined || file === 'quote' || channel.network === 'sms') {
    await answerFromPhone(
      runtime,
      { ...said, ...(channel.network === 'sms' && { to: channel.sender }) },
      { actor: owner },
    );
    return;
  }
  const picture = file === 'display' ? pictures.display(person.language === 'ru' ? 'E35' : 'F28') : pictures.wall();
  const upload = { name: `photo-${person.phone.slice(-4)}.png`, stream: Readable.from([picture]) };
  await sendPictureFromPhone(runtime, said, { actor: owner }, upload);
}

async function saveQuote({ runtime, script }: DemoStage, operator: Actor): Promise<string> {
  const { name, rows } = script.quote;
  const cells = rows.map((row) => row.map(String));
  const stream = Readable.from(xlsxOf(Readable.from(cells)));
  return (await saveFile(runtime, operator, { name, stream, ownerKind: 'attachment' })).id;
}

async function hasArrived({ runtime, owner }: DemoStage, number: string, text: string): Promise<boolean> {
  const { messages } = await getPhone(runtime, { number }, { actor: owner });
  return messages.some((message) => message.direction === 'received' && message.text === text);
}

async function leaveAs(
  ctx: Ctx,
  { words, timeZone }: DemoStage,
  { label, ends }: PlannedDialogue,
  id: string,
): Promise<void> {
  if (label) await changeConversation(ctx, id, { kind: 'label', labelId: words.labels[label] });
  if (ends === 'resolved') await changeConversation(ctx, id, { kind: 'resolve' });
  if (ends === 'snoozed') {
    const wakesAt = tomorrowMorning(ctx.clock.now(), timeZone).toISOString();
    await changeConversation(ctx, id, { kind: 'snooze', until: wakesAt });
  }
}
