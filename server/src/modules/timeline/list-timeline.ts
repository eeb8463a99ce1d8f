import {
  timelineKinds,
  type listTimelineQuery,
  type TimelineEntry,
  type TimelineKind,
} from '@parley/contract/timeline';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { AppError } from '#platform/errors';
import { deliveryStateNames } from '#sending';
import * as queries from './timeline-queries.ts';

type Input = { id: string } & z.output<typeof listTimelineQuery>;
type Source = (ctx: Ctx, range: queries.Range) => Promise<TimelineEntry[]>;

/**
 * What happened with a person, newest first. Every source is read as far as the page goes, by ids, which are in the order
 * of time; messages need the right to read conversations. Throws `record_missing`, `cursor_invalid`.
 */
export async function listTimeline(
  ctx: Ctx,
  { id, limit, cursor, kinds }: Input,
): Promise<{ data: TimelineEntry[]; nextCursor: string | null }> {
  const { organizationId, permissions } = ctx.actor;
  if (!(await queries.contactExists(ctx.db, organizationId, id)))
    throw new AppError('record_missing', { details: { what: 'contact' } });
  const wanted = new Set(kinds === undefined ? timelineKinds : [kinds].flat());
  if (!permissions.has('conversations:read')) wanted.delete('message');
  const list = `timeline ${id} ${[...wanted].toSorted().join(' ')}`;
  const after = decodeCursor(list, cursor, ['id']);
  const range = { contactId: id, beforeId: after && after[0], limit: limit + 1 };
  const entries: TimelineEntry[] = [];
  for (const kind of wanted) entries.push(...(await sources[kind](ctx, range)));
  entries.sort((one, two) => (one.id < two.id ? 1 : -1));
  const data = entries.slice(0, limit);
  return { data, nextCursor: entries.length > limit ? encodeCursor(list, [data.at(-1)!.id]) : null };
}

const sources: Readonly<Record<TimelineKind, Source>> = {
  message: async ({ db, actor }, range) => {
    const rows = await queries.listMessages(db, actor.organizationId, range);
    return rows.map((row) => ({
      id: row.id,
      kind: 'message',
      at: row.at.toISOString(),
      direction: row.direction,
      text: row.text,
      conversationId: row.conversationId,
      channel: { id: row.channelId, name: row.channelName },
      author: row.author,
      state: row.direction === 'out' ? stateOf(row) : null,
      reason: row.reason,
    }));
  },
  campaign: async ({ db, actor }, range) => {
    const rows = await queries.listDeliveries(db, actor.organizationId, range);
    return rows.map((row) => ({
      id: row.id,
      kind: 'campaign',
      at: row.at.toISOString(),
      text: row.text,
      campaign: { id: row.campaignId, name: row.campaignName },
      channel: { id: row.channelId, name: row.channelName },
      state: stateOf(row),
      reason: row.reason,
    }));
  },
  consent: async ({ db, actor }, range) => {
    const rows = await queries.listAudit(db, actor.organizationId, range, Object.keys(consentChanges));
    return rows.map((row) => ({
      id: row.id,
      kind: 'consent',
      at: row.at.toISOString(),
      actor: { kind: row.actorKind, name: row.actorName },
      change: consentChanges[row.action as keyof typeof consentChanges],
      network: textOf(row.after?.network),
      basis: textOf(row.after?.basis),
      source: textOf(row.after?.source),
    }));
  },
  change: async ({ db, actor }, range) => {
    const rows = await queries.listAudit(db, actor.organizationId, range, fieldChanges);
    return rows.map((row) => ({
      id: row.id,
      kind: 'change',
      at: row.at.toISOString(),
      actor: { kind: row.actorKind, name: row.actorName },
      action: row.action,
      fields: Array.isArray(row.after?.fields) ? row.after.fields.filter((field) => typeof field === 'string') : [],
    }));
  },
  import: async ({ db, actor }, range) => {
    const rows = await queries.listImports(db, actor.organizationId, range);
    return rows.map(({ at, ...row }) => ({ ...row, kind: 'import', at: at.toISOString() }));
  },
};

const consentChanges = {
  'contact.consent_recorded': 'recorded',
  'contact.consent_withdrawn': 'withdrawn',
  'contact.opted_out': 'opted_out',
} as const;
const fieldChanges = ['contact.created', 'contact.updated', 'contact.merged', 'contact.merge_undone'];

function stateOf({ state, isWaiting }: { state: number | null; isWaiting: boolean }) {
  return state === null || isWaiting ? ('queued' as const) : deliveryStateNames[state]!;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
