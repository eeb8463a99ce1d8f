import { z } from 'zod';
import { defineJob } from '#platform/jobs/job';
import { noteCampaign, noteCampaignTask } from './note-campaign.ts';

export const jobs = [
  defineJob({ task: noteCampaignTask, input: z.object({ campaignId: z.uuid() }), maxAttempts: 10, run: noteCampaign }),
];
