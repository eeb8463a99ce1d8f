import type { ListSuppressionsQuery, Suppression } from '@parley/contract/suppressions';
import type { Selectable } from 'kysely';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import type { Tables } from '#platform/database/database';
import * as queries from './suppression-queries.ts';

type Page = { data: Suppression[]; nextCursor: string | null };

/** A page of the list, newest first. */
export async function listSuppressions(ctx: Ctx, input: ListSuppressionsQuery): Promise<Page> {
  const list = `suppressions ${input.kind ?? ''} ${input.reason ?? ''}`;
  const after = decodeCursor(list, input.cursor, ['time', 'text', 'text']);
  const rows = await queries.listSuppressions(ctx.db, ctx.actor.organizationId, input, after);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const nextCursor =
    last && rows.length > page.length ? encodeCursor(list, [last.place, last.subject_kind, last.subject]) : null;
  return { data: page.map(suppressionOf), nextCursor };
}

export function suppressionOf(row: Selectable<Tables['suppressions']>): Suppression {
  return {
    kind: row.subject_kind as Suppression['kind'],
    subject: row.subject,
    reason: row.reason as Suppression['reason'],
    source: row.source,
    note: row.note,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
