import type { FoundInThread } from '@parley/contract/conversations';
import { searchThread } from './conversation-search-queries.ts';
import { getThreadRow } from './get-conversation.ts';
import { searchTerms } from './search-terms.ts';
import type { Runtime } from '#platform/context';
import type { SignedIn } from '#platform/http/route';

const mostFound = 500;

/** Entries of a thread with all of the words, over its whole history. Throws `record_missing`. */
export async function findInThread(
  runtime: Runtime,
  { id, q }: { id: string; q: string },
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<FoundInThread> {
  const thread = await runtime.transaction(actor, (ctx) => getThreadRow(ctx, id), { readOnly: true });
  const terms = searchTerms(q);
  const ids = await searchThread(runtime.pools, actor.organizationId, thread, terms, mostFound + 1);
  const { words, switched } = terms;
  return {
    ids: ids.slice(0, mostFound),
    isComplete: ids.length <= mostFound,
    readings: [words, switched].filter((reading) => reading.length > 0).map((reading) => [...reading]),
  };
}
