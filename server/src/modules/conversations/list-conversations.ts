import { createHash } from 'node:crypto';
import type { Conversation, ListConversationsQuery } from '@parley/contract/conversations';
import { searchConversations } from './conversation-search-queries.ts';
import { getConversations } from './get-conversation.ts';
import { listPlaces, type ListFilter, type Found, type PlacesWanted } from './conversation-walk-queries.ts';
import { searchTerms } from './search-terms.ts';
import type { Actor, Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import type { SignedIn } from '#platform/http/route';

/** Of 10,000 conversations each: some 150 ms. */
const mostWalks = 4;

interface Page {
  data: Conversation[];
  nextCursor: string | null;
}

/**
 * A page of conversations, the most recently moved first. Takes the runtime, because a search is a transaction of another
 * role; what it finds is read again behind row-level security. A page of what is hard to find may hold fewer than were asked
 * for, or none, and yet not be the last one. Throws `cursor_invalid`.
 */
export async function listConversations(
  runtime: Runtime,
  input: ListConversationsQuery,
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<Page> {
  return input.q === undefined ? listFiltered(runtime, actor, input) : search(runtime, actor, { ...input, q: input.q });
}

async function listFiltered(runtime: Runtime, actor: Actor, input: ListConversationsQuery): Promise<Page> {
  const list = listName(input);
  const after = decodeCursor(list, input.cursor, ['time', 'id']);
  return runtime.transaction(
    actor,
    async (ctx) => {
      const view = input.view ?? (input.contactId === undefined ? 'all' : undefined);
      const { places, walkedTo } = await walkOn(ctx.db, actor.organizationId, filterOf(actor, input, view), {
        after: after && { at: after[0], id: after[1] },
        limit: input.limit + 1,
      });
      const page = places.slice(0, input.limit);
      const last = places.length > input.limit ? page.at(-1) : walkedTo;
      return {
        data: await getConversations(
          ctx,
          page.map(({ id }) => id),
        ),
        nextCursor: last ? encodeCursor(list, [last.movedAt.toISOString(), last.id]) : null,
      };
    },
    { readOnly: true },
  );
}

/** Walks go on until the page is full, as often as a request has time for. */
async function walkOn(
  db: Database,
  organizationId: string,
  filter: ListFilter,
  { after, limit }: PlacesWanted,
): Promise<Found> {
  const found = await listPlaces(db, organizationId, filter, { after, limit });
  let { walkedTo } = found;
  const places = [...found.places];
  for (let walk = 1; walk < mostWalks && walkedTo; walk++) {
    const place = { at: walkedTo.movedAt.toISOString(), id: walkedTo.id };
    const next = await listPlaces(db, organizationId, filter, { after: place, limit: limit - places.length });
    places.push(...next.places);
    walkedTo = next.walkedTo;
  }
  return { places, walkedTo };
}

async function search(runtime: Runtime, actor: Actor, input: ListConversationsQuery & { q: string }): Promise<Page> {
  const filter = filterOf(actor, input, input.view);
  const found = await searchConversations(
    runtime.pools,
    actor.organizationId,
    searchTerms(input.q),
    filter,
    input.limit,
  );
  const data = await runtime.transaction(
    actor,
    (ctx) =>
      getConversations(
        ctx,
        found.map(({ id }) => id),
      ),
    { readOnly: true },
  );
  const matches = new Map(found.map(({ id, match }) => [id, match]));
  return { data: data.map((row) => ({ ...row, match: matches.get(row.id) ?? null })), nextCursor: null };
}

function filterOf(actor: Actor, input: ListConversationsQuery, view: ListFilter['view']): ListFilter {
  const { assignee, channelId, labelId, contactId } = input;
  return {
    view,
    readerId: actor.id,
    assignee: assignee === 'me' ? (actor.id ?? undefined) : assignee,
    channelId,
    labelId,
    contactId,
  };
}

/** A cursor fits one filter only. */
function listName({ limit: _limit, cursor: _cursor, ...rest }: ListConversationsQuery): string {
  const fields = Object.entries(rest).toSorted(([one], [two]) => (one < two ? -1 : 1));
  return `conversations ${createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 12)}`;
}
