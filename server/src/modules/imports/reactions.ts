import { defineReaction } from '#platform/events/reaction';
import { forgetContacts } from './import-row-queries.ts';

export const reactions = [
  defineReaction({
    name: 'imports.forget-contacts',
    on: ['contact.erased'],
    run: (ctx, event) => forgetContacts(ctx.db, event.organizationId, event.payload.contactIds),
  }),
];
