import { tellMessageStates } from './record-changes.ts';
import {
  endWaitingMessages,
  insertUnsent,
  listRemovedLately,
  takeGoneMessages,
  type End,
  type Gone,
} from './sending-gone-queries.ts';
import type { SendingReason } from './types.ts';
import { systemActor, type Ctx, type Runtime } from '#platform/context';

/** One statement's work. */
const itemsATime = 500;

/**
 * Messages that no channel will send any more are failed, and say why, instead of waiting for ever. Also those that were
 * written, or put off, in the moment in which their channel was removed. Safe to run in every process.
 */
export async function endMessagesOfRemovedChannels(runtime: Runtime): Promise<void> {
  const removed = await runtime.pools.system((db) => listRemovedLately(db), { readOnly: true });
  for (const { organizationId, channelId } of removed) {
    const actor = systemActor(organizationId, new Set());
    await runtime.transaction(actor, (ctx) =>
      endMessages(ctx, { channelId }, { state: 'failed', reason: 'channel_removed', isErased: false }),
    );
  }
}

/** What waited to go to people who were erased is not sent, and nothing of it is kept. */
export async function cancelMessagesTo(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  await endMessages(ctx, { contactIds }, { state: 'cancelled', reason: 'contact_erased', isErased: true });
}

async function endMessages(ctx: Ctx, gone: Gone, end: End & { readonly reason: SendingReason }): Promise<void> {
  const { organizationId } = ctx.actor;
  for (;;) {
    const ended = await endWaitingMessages(ctx.db, organizationId, gone, end, itemsATime);
    const taken = await takeGoneMessages(ctx.db, organizationId, gone, itemsATime);
    if (taken.length > 0) await insertUnsent(ctx.db, organizationId, taken, end);
    if (ended.length + taken.length === 0) return;
    await tellMessageStates(ctx, [...ended, ...taken.map((row) => row.message_id)]);
  }
}
