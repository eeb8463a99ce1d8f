import { recordAudit } from '#audit';
import { systemActor, type Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Reaction } from '#platform/events/reaction';
import { replayQuarantinedEvent } from '#platform/events/replay-quarantined-event';
import { permissions } from '@parley/contract/permissions';

/**
 * Gives a quarantined event to its reaction once more, as the system, as it would have been. All of it or nothing: when the
 * reaction fails again the event stays. Throws `record_missing`, or `replay_failed` with what went wrong.
 */
export async function replayEvent(
  ctx: Ctx,
  reactions: readonly Reaction[],
  { id }: { id: string },
): Promise<{ replayed: true }> {
  const asSystem: Ctx = { ...ctx, actor: systemActor(ctx.actor.organizationId, new Set(permissions)) };
  try {
    await replayQuarantinedEvent(asSystem, reactions, id);
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'record_missing') throw cause;
    throw new AppError('replay_failed', { details: { error: (cause as Error).message }, cause });
  }
  await recordAudit(ctx, { action: 'quarantined_event.replayed', subjectKind: 'quarantined_event', subjectId: id });
  return { replayed: true };
}
