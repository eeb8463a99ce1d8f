import { cancelMessagesTo } from './end-messages.ts';
import { eraseDeliveries } from './sending-message-queries.ts';
import { defineReaction } from '#platform/events/reaction';

export const reactions = [
  defineReaction({
    name: 'sending.erase-deliveries',
    on: ['contact.erased'],
    run: async (ctx, { payload: { contactIds } }) => {
      await cancelMessagesTo(ctx, contactIds);
      await eraseDeliveries(ctx.db, ctx.actor.organizationId, contactIds);
    },
  }),
];
