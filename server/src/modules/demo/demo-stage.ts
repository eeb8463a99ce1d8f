import type { Actor, Runtime } from '#platform/context';
import type { DemoPerson } from './demo-people.ts';
import type { DemoScript, LabelKey } from './demo-script.ts';

export interface DemoChannel {
  readonly id: string;
  readonly network: 'sms' | 'telegram';
  readonly sender: string;
}

/** The organization's own words, as far as the demo refers to them again. */
export interface DemoWords {
  readonly labels: Readonly<Record<LabelKey, string>>;
  readonly groups: Readonly<Record<'boilers' | 'conditioners' | 'due' | 'new', string>>;
  readonly templates: Readonly<Record<'due' | 'summer', string>>;
}

export interface DemoContact extends DemoPerson {
  readonly id: string;
}

/** All that takes part in filling a demo organization. */
export interface DemoStage {
  readonly runtime: Runtime;
  /** The visitor. */
  readonly owner: Actor;
  readonly operators: readonly Actor[];
  readonly script: DemoScript;
  readonly words: DemoWords;
  readonly people: readonly DemoContact[];
  readonly channels: readonly DemoChannel[];
  readonly signal: AbortSignal;
}
