import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { insertAuditEntry } from './audit-queries.ts';

/** What was done to what. `before` and `after` hold the changed fields only, never a secret. */
export interface AuditFacts {
  /** `campaign.started`: noun.past, like an event. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string | null;
  readonly before?: Record<string, unknown> | null;
  readonly after?: Record<string, unknown> | null;
}

/**
 * Writes down, in the transaction of the change, who did it, from where, and what was before and after.
 * The entry is chained to its organization's others by the sealer, within a second after the commit.
 */
export async function recordAudit(ctx: Pick<Ctx, 'db' | 'actor'>, facts: AuditFacts): Promise<void> {
  const { actor } = ctx;
  await insertAuditEntry(ctx.db, {
    organization_id: actor.organizationId,
    id: uuidv7(),
    actor_kind: actor.kind,
    actor_id: actor.id,
    action: facts.action,
    subject_kind: facts.subjectKind,
    subject_id: facts.subjectId,
    before: facts.before ? JSON.stringify(facts.before) : null,
    after: facts.after ? JSON.stringify(facts.after) : null,
    address: actor.origin?.address ?? null,
    agent: actor.origin?.agent ?? null,
    request_id: actor.origin?.requestId ?? null,
  });
}
