import { pick } from './demo-people.ts';
import type { Dialogue, DemoScript, Turn } from './demo-script.ts';
import { demoScripts } from './demo-scripts.ts';
import type { DemoChannel, DemoContact, DemoStage } from './demo-stage.ts';

export interface PlannedDialogue extends Dialogue {
  /** Names it for a run that goes on. */
  readonly key: string;
  /** When it began, if that is given by something else. */
  readonly began?: Date;
  /** Its place among all. */
  readonly index: number;
  readonly person: DemoContact;
  readonly channel: DemoChannel;
  readonly operator: number;
  readonly isRead: boolean;
}

const count = 40;
/** What Telegram sends when somebody presses Start. */
export const chatBegin = '/start';

/** Who talks about what, over which channel, answered by whom: the same every time. */
export function planDialogues({ people, channels, operators }: DemoStage): PlannedDialogue[] {
  const free = new Map(
    (['boiler', 'conditioner'] as const).map((about) => [about, people.filter((person) => person.about === about)]),
  );
  return Array.from({ length: count }, (_, index): PlannedDialogue => {
    const { about } = pick(demoScripts.en.dialogues, index);
    // Every fifth person is from the beginning of the list, where the other language is.
    const candidates = free.get(about) ?? [];
    const person = (index % 5 === 4 ? candidates.shift() : candidates.pop()) as DemoContact;
    const script = demoScripts[person.language];
    const dialogue = pick(script.dialogues, index);
    const channel = channelFor(dialogue, channels, index);
    // By the link that their contact was given: without it Telegram's people would be strangers.
    const beginning: readonly Turn[] = channel.network === 'telegram' ? [['c', chatBegin]] : [];
    return {
      ...dialogue,
      key: `dialogue ${index}`,
      index,
      turns: [
        ...beginning,
        ...dialogue.turns.map(([who, text, file]): Turn => {
          const words = filledIn(text, script, person, index);
          return file ? [who, words, file] : [who, words];
        }),
      ],
      person,
      channel,
      operator: index % operators.length,
      isRead: dialogue.ends !== undefined || index % 3 === 0,
    };
  });
}

/** Files go over Telegram alone. */
function channelFor({ turns }: Dialogue, channels: readonly DemoChannel[], index: number): DemoChannel {
  const withFiles = channels.find(({ network }) => network === 'telegram');
  return (turns.some(([, , file]) => file !== undefined) && withFiles) || pick(channels, index);
}

function filledIn(text: string, script: DemoScript, person: DemoContact, index: number): string {
  const values: Record<string, string> = {
    model: person.model,
    street: person.street,
    day: pick(script.days, index),
    time: pick(script.times, index),
    price: pick(script.prices, index),
  };
  return text
    .replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
    .replace(/^./, (first) => first.toUpperCase());
}
