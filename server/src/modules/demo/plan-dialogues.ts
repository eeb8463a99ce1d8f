import { pick } from './demo-people.ts';
import type { Dialogue, DemoScript } from './demo-script.ts';
import { demoScripts } from './demo-scripts.ts';
import type { DemoChannel, DemoContact, DemoStage } from './demo-stage.ts';

export interface PlannedDialogue extends Dialogue {
  readonly person: DemoContact;
  readonly channel: DemoChannel;
  readonly operator: number;
  readonly isRead: boolean;
}

const count = 40;

/** Who talks about what, over which channel, answered by whom: the same every time. */
export function planDialogues({ people, channels, operators }: DemoStage): PlannedDialogue[] {
  const free = new Map(
    (['boiler', 'conditioner'] as const).map((about) => [about, people.filter((person) => person.about === about)]),
  );
  return Array.from({ length: count }, (_, index): PlannedDialogue => {
    const { about } = pick(demoScripts.en.dialogues, index);
    // Every fifth person is from the end of the list, where the other language is.
    const candidates = free.get(about) ?? [];
    const person = (index % 5 === 4 ? candidates.pop() : candidates.shift()) as DemoContact;
    const script = demoScripts[person.language];
    const dialogue = pick(script.dialogues, index);
    return {
      ...dialogue,
      turns: dialogue.turns.map(([who, text]) => [who, filledIn(text, script, person, index)] as const),
      person,
      channel: pick(channels, index),
      operator: index % operators.length,
      isRead: dialogue.ends !== undefined || index % 3 === 0,
    };
  });
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
