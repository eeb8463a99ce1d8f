import { defineReaction } from '#platform/events/reaction';
import { withdrawConsents } from './contact-queries.ts';

export const reactions = [
  defineReaction({
    name: 'contacts.withdraw-consents',
    on: ['contact.opted_out'],
    run: async (ctx, event) => {
      await withdrawConsents(ctx.db, event.organizationId, event.payload.contactId, { at: event.createdAt });
    },
  }),
];
