import type { Actor } from '#platform/context';
import type { RunningTask } from '#tasks';

/** What an import writes down, the consents above all, is by whoever started it; the rights are the system's. */
export function actingFor(system: Actor, { createdBy }: RunningTask): Actor {
  return createdBy === null ? system : { ...system, kind: 'user', id: createdBy };
}
