import type { listRecipientsQuery, Recipient } from '@parley/contract/campaigns';
import type { z } from 'zod';
import { deliveryState, isException } from '#sending';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import * as queries from './campaign-recipient-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { recipientOf } from './get-recipient.ts';
import { storedStates } from './recipient-state.ts';

type Query = { id: string } & z.output<typeof listRecipientsQuery>;

/** The people of a campaign by contact: those in a state, those left out, or those who answered. Throws `record_missing`. */
export async function listRecipients(
  ctx: Ctx,
  { id, cursor, limit, state, ...filter }: Query,
): Promise<{ data: Recipient[]; nextCursor: string | null }> {
  const { status, progress } = await getCampaign(ctx, { id });
  // To find that nobody of a million is in a state which no index names takes a look at each. The counters know.
  const isNobody = state !== undefined && !isException(deliveryState[state]) && progress?.states[state] === 0;
  if (isNobody) return { data: [], nextCursor: null };
  const after = decodeCursor('recipients', cursor, ['id']);
  const wanted = { ...filter, states: state && storedStates(status, state) };
  const page = { limit, afterId: after && after[0] };
  const rows = await queries.listRecipients(ctx.db, ctx.actor.organizationId, id, wanted, page);
  const data = rows.slice(0, limit).map((row) => recipientOf(row, status));
  return { data, nextCursor: rows.length > limit ? encodeCursor('recipients', [data.at(-1)!.contactId]) : null };
}
