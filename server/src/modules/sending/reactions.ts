import { eraseDeliveries } from './sending-message-queries.ts';
import { defineReaction } from '#platform/events/reaction';

export const reactions = [
  defineReaction({
    name: 'sending.erase-deliveries',
    on: ['contact.erased'],
    run: (ctx, { payload: { contactIds } }) => eraseDeliveries(ctx.db, ctx.actor.organizationId, contactIds),
  }),
];
