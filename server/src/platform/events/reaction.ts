import type { EventName, EventPayload } from '@parley/contract/events';
import type { Ctx } from '../context.ts';

/** An event in its place in the one order. */
export interface PlacedEvent<Name extends EventName = EventName> {
  readonly position: number;
  readonly id: string;
  readonly organizationId: string;
  readonly name: Name;
  readonly payload: EventPayload<Name>;
  readonly createdAt: Date;
}

/**
 * What a module does when something happened elsewhere. Runs once an event, in order, in a transaction of the event's
 * organization that also moves the reaction's place: the effect happens exactly once. Five failures set the event aside (F28).
 */
export interface Reaction<Name extends EventName = EventName> {
  /** `campaigns.note-reply`: the name its place is stored under, never changed. */
  readonly name: string;
  readonly on: readonly Name[];
  readonly run: (ctx: Ctx, event: PlacedEvent<Name>) => Promise<void>;
}

export function defineReaction<Name extends EventName>(reaction: Reaction<Name>): Reaction {
  return reaction as unknown as Reaction;
}
