import { demoScripts } from './demo-scripts.ts';
import type { DemoStage } from './demo-stage.ts';
import type { PlannedDialogue } from './plan-dialogues.ts';

const minute = 60_000;
/** Of those who were written to, every so manieth answers here. */
const every = 5;

/**
 * Who answered the campaign that is over, on the day of it; one still waits for an answer since this morning. The people
 * are of the campaign's group and in no dialogue.
 */
export function planReplies(
  { people, channels, operators, owner, runtime }: DemoStage,
  busy: ReadonlySet<string>,
  began: Date,
): PlannedDialogue[] {
  const channel = channels.find(({ network }) => network === 'sms');
  if (!channel) return [];
  // As the group was filled.
  const own = people.filter(({ about, language }) => about === 'boiler' && language === owner.language);
  const free = own.filter((_, index) => index % 2 === 0).filter(({ id }) => !busy.has(id));
  return demoScripts.en.replies.flatMap((_, index): PlannedDialogue[] => {
    const person = free.at(-1 - index * every);
    if (!person) return [];
    const { text, answer } = demoScripts[person.language].replies[index]!;
    const isOver = index !== 5;
    const answeredAt = began.getTime() + (17 + index * 21) * minute;
    return [
      {
        key: `reply ${index}`,
        index,
        about: 'boiler',
        turns:
          answer === undefined
            ? [['c', text]]
            : [
                ['c', text],
                ['o', answer],
              ],
        began: new Date(isOver ? answeredAt : runtime.clock.now().getTime() - 48 * minute),
        person,
        channel,
        operator: index % operators.length,
        isRead: isOver,
        ...(isOver && { ends: 'resolved' as const }),
      },
    ];
  });
}
