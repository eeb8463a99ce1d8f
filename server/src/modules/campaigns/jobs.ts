import { z } from 'zod';
import { defineJob } from '#platform/jobs/job';
import { failLaunch, noteFailedLaunch } from './fail-launch.ts';
import { launchCampaign, launchTask } from './launch-campaign.ts';

const launch = defineJob({
  task: launchTask,
  input: z.object({ campaignId: z.uuid() }),
  // Half an hour of tries: somebody waits for it.
  maxAttempts: 8,
  isLong: true,
  run: async (runtime, actor, input, { signal }) => {
    while (await runtime.transaction(actor, (ctx) => launchCampaign(ctx, input))) if (signal.aborted) return;
  },
  failed: (runtime, actor, { campaignId }, { attempt, isLast }) =>
    runtime.transaction(actor, (ctx) =>
      isLast ? failLaunch(ctx, { campaignId, attempt }) : noteFailedLaunch(ctx, { campaignId, attempt }),
    ),
});

export const jobs = [launch];
