import { defineReaction } from '#platform/events/reaction';
import { honourOptOut } from './honour-opt-out.ts';

export const reactions = [
  defineReaction({
    name: 'opt-outs.honour',
    on: ['message.received'],
    run: (ctx, { payload }) => honourOptOut(ctx, payload),
  }),
];
