import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { lockQuarantined, updateReplayed } from './consumer-queries.ts';
import type { Reaction } from './reaction.ts';

/**
 * Gives an event that was set aside to its reaction once more (F28), out of its order. When it fails again it stays where
 * it is and the error is the caller's. Throws `record_missing` for one that is not there or was replayed before.
 */
export async function replayQuarantinedEvent(ctx: Ctx, reactions: readonly Reaction[], id: string): Promise<void> {
  const found = await lockQuarantined(ctx.db, ctx.actor.organizationId, id);
  const reaction = reactions.find((known) => known.name === found?.consumer);
  if (!found || !reaction) throw new AppError('record_missing', { details: { what: 'quarantined event' } });
  await reaction.run(ctx, found.event);
  await updateReplayed(ctx.db, ctx.actor.organizationId, id);
}
