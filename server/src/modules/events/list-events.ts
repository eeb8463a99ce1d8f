import { events, type EventName, type EventPage, type ListEventsQuery } from '@parley/contract/events';
import type { Ctx } from '#platform/context';
import { getLastPosition, listEvents as selectEvents } from './events-queries.ts';

/** What happened in the organization after a position, as far as the reader may hear it. */
export async function listEvents(ctx: Ctx, input: ListEventsQuery): Promise<EventPage> {
  // Read before the events: what comes in between is for the next request.
  const last = await getLastPosition(ctx.db);
  const { after = last, limit } = input;
  const names = (Object.keys(events) as EventName[]).filter((name) =>
    ctx.actor.permissions.has(events[name].permission),
  );
  const nothing = names.length === 0 || after >= last;
  const rows = nothing
    ? []
    : await selectEvents(ctx.db, ctx.actor.organizationId, { after, until: last }, names, limit);
  const data = rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  return { data, position: data.length === limit ? data.at(-1)!.position : Math.max(after, last) };
}
