import { z } from 'zod';
import type { Actor, Runtime } from '#platform/context';
import type { DemoPerson } from './demo-people.ts';
import type { DemoScript } from './demo-script.ts';

export interface DemoChannel {
  readonly id: string;
  readonly network: 'sms' | 'telegram';
  readonly sender: string;
}

/** The organization's own words, as far as the demo refers to them again. */
export const demoWords = z.object({
  labels: z.object({ urgent: z.string(), booking: z.string(), question: z.string(), complaint: z.string() }),
  groups: z.object({ boilers: z.string(), conditioners: z.string(), due: z.string(), new: z.string() }),
  templates: z.object({ due: z.string(), summer: z.string() }),
});
export type DemoWords = z.output<typeof demoWords>;

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
  /** Of the organization. */
  readonly timeZone: string;
  readonly channels: readonly DemoChannel[];
  readonly signal: AbortSignal;
}
