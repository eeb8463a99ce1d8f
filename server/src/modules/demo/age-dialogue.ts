import { datePhoneMessages, getPhone } from '#sandbox';
import { ageConversation, listPlayedEntries } from './demo-queries.ts';
import { timesOfTurns } from './demo-past.ts';
import type { DemoStage } from './demo-stage.ts';
import type { PlannedDialogue } from './plan-dialogues.ts';

const lineMilliseconds = 1_000;

/** Moves a dialogue that was just played to the days before. Lines about the conversation follow the turn they stand behind. */
export async function ageDialogue(stage: DemoStage, planned: PlannedDialogue, conversationId: string): Promise<void> {
  const { runtime, owner, timeZone } = stage;
  const { organizationId } = owner;
  const times = timesOfTurns(planned, planned.index, runtime.clock.now(), timeZone);
  await runtime.pools.system(async (db) => {
    const told: { id: string; at: Date }[] = [];
    let turn = 0;
    for (const { id, direction } of await listPlayedEntries(db, organizationId, conversationId)) {
      const before = times[Math.min(times.length, Math.max(1, turn)) - 1] as Date;
      const turnAt = direction === 'event' ? undefined : times[turn++];
      // What stands behind the last turn (that an opt-out was heard) came at once.
      told.push({ id, at: turnAt ?? new Date(before.getTime() + lineMilliseconds) });
    }
    await ageConversation(db, organizationId, conversationId, told);
  });
  await agePhone(stage, planned, times);
  await runtime.transaction(owner, ({ events }) =>
    events.emit('conversation.updated', conversationId, { conversationId }),
  );
}

/** The customer's phone says the same. */
async function agePhone(
  { runtime, owner }: DemoStage,
  { person, channel, turns }: PlannedDialogue,
  times: readonly Date[],
): Promise<void> {
  const number = person.phone.slice(1);
  const { messages } = await getPhone(runtime, { number }, { actor: owner });
  const shown = turns.flatMap(([who], turn) => (who === 'n' ? [] : [times[turn]!.getTime()]));
  const own = messages.filter(({ channelId }) => channelId === channel.id).slice(-shown.length);
  const dated = own.map(({ id }, place): [number, number] => [id, shown[place]!]);
  await datePhoneMessages(runtime, { number, times: dated }, { actor: owner });
}
