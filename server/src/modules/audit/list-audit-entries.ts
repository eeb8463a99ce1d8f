import type { AuditEntry, ListAuditQuery } from '@parley/contract/audit';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import * as queries from './audit-queries.ts';

type Row = Awaited<ReturnType<typeof queries.listAuditEntries>>[number];

/** A page of what was done in the organization, newest first. The cursor is good for export: nothing is inserted before it. */
export async function listAuditEntries(
  ctx: Ctx,
  input: ListAuditQuery,
): Promise<{ data: AuditEntry[]; nextCursor: string | null }> {
  const after = decodeCursor('audit', input.cursor, ['id']);
  const rows = await queries.listAuditEntries(ctx.db, ctx.actor.organizationId, input, after && after[0]);
  const data = rows.slice(0, input.limit).map(entryOf);
  return { data, nextCursor: rows.length > input.limit ? encodeCursor('audit', [data.at(-1)!.id]) : null };
}

function entryOf(row: Row): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind as AuditEntry['actor']['kind'], id: row.actor_id, name: row.actor_name },
    impersonatorId: row.impersonator_id,
    action: row.action,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    before: row.before as AuditEntry['before'],
    after: row.after as AuditEntry['after'],
    address: row.address,
    agent: row.agent,
    requestId: row.request_id,
  };
}
