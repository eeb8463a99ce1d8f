import { z } from 'zod';
import { defineJob } from '#platform/jobs/job';
import { launchCampaign, launchTask } from './launch-campaign.ts';

const launch = defineJob({
  task: launchTask,
  input: z.object({ campaignId: z.uuid() }),
  maxAttempts: 25,
  run: (runtime, actor, input) => runtime.transaction(actor, (ctx) => launchCampaign(ctx, input)),
});

export const jobs = [launch];
