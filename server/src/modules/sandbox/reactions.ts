import { defineReaction } from '#platform/events/reaction';
import { deleteAccount } from './sandbox-queries.ts';

export const reactions = [
  // The account itself stays with the sandbox until the organization goes: receipts of what was sent may still come.
  defineReaction({
    name: 'sandbox.forget-account',
    on: ['channel.updated'],
    run: async (ctx, { payload: { channelId, change } }) => {
      if (change === 'removed') await deleteAccount(ctx.db, ctx.actor.organizationId, channelId);
    },
  }),
];
