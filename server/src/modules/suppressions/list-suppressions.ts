import type { ListSuppressionsQuery, Suppression } from '@parley/contract/suppressions';
import type { Selectable } from 'kysely';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import type { Tables } from '#platform/database/database';
import * as queries from './suppression-queries.ts';

type Row = Selectable<Tables['suppressions']>;
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
  const subjects = page.map(({ subject_kind: kind, subject }) => ({ kind, subject }));
  const contacts = await queries.listContactsOf(ctx.db, ctx.actor.organizationId, subjects);
  const contactOf = ({ subject_kind: kind, subject }: Row) => contacts.get(`${kind} ${subject}`) ?? null;
  return { data: page.map((row) => suppressionOf(row, contactOf(row))), nextCursor };
}

export function suppressionOf(row: Row, contact: Suppression['contact']): Suppression {
  return {
    kind: row.subject_kind as Suppression['kind'],
    subject: row.subject,
    contact,
    reason: row.reason as Suppression['reason'],
    source: row.source,
    note: row.note,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
