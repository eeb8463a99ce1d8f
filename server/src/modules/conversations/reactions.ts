import { eraseThreads } from './inbound-queries.ts';
import { defineReaction } from '#platform/events/reaction';

export const reactions = [
  defineReaction({
    name: 'conversations.erase-threads',
    on: ['contact.erased'],
    run: (ctx, { payload: { contactIds } }) => eraseThreads(ctx.db, ctx.actor.organizationId, contactIds),
  }),
];
