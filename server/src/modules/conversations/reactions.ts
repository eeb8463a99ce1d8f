import { eraseDrafts } from './draft-queries.ts';
import { eraseThreads } from './inbound-queries.ts';
import { defineReaction } from '#platform/events/reaction';

export const reactions = [
  defineReaction({
    name: 'conversations.erase-threads',
    on: ['contact.erased'],
    run: async (ctx, { payload: { contactIds } }) => {
      await eraseDrafts(ctx.db, ctx.actor.organizationId, contactIds);
      await eraseThreads(ctx.db, ctx.actor.organizationId, contactIds);
    },
  }),
];
