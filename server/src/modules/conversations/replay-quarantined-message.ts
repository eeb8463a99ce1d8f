import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { releaseInbound } from './inbound-queries.ts';

/** Lets what a customer sent be taken in again, behind what came since (F28). Throws `record_missing`. */
export async function replayQuarantinedMessage(ctx: Ctx, { id }: { id: string }): Promise<{ released: true }> {
  if (!(await releaseInbound(ctx.db, ctx.actor.organizationId, id)))
    throw new AppError('record_missing', { details: { what: 'quarantined message' } });
  await recordAudit(ctx, { action: 'quarantined_message.released', subjectKind: 'inbound_event', subjectId: id });
  return { released: true };
}
