import { defineReaction } from '#platform/events/reaction';
import { withdrawConsents } from './contact-queries.ts';
import { noteCampaignTask } from './note-campaign.ts';

export const reactions = [
  defineReaction({
    name: 'contacts.withdraw-consents',
    on: ['contact.opted_out'],
    run: async (ctx, event) => {
      await withdrawConsents(ctx.db, event.organizationId, event.payload.contactId, { at: event.createdAt });
    },
  }),
  defineReaction({
    name: 'contacts.note-campaign',
    on: ['campaign.status_changed'],
    run: async (ctx, { payload: { campaignId, status } }) => {
      if (status !== 'RUNNING') return;
      await ctx.jobs.enqueue(noteCampaignTask, { campaignId }, { key: `${noteCampaignTask}:${campaignId}` });
    },
  }),
];
