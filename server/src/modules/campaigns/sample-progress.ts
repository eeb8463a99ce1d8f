import { campaignCounters, type Counters } from '#sending';
import type { Ctx } from '#platform/context';
import { insertProgress } from './campaign-report-queries.ts';

const sampleMilliseconds = 5_000;

/** Notes how far a campaign is, at most once in five seconds: from two notes comes its speed, from all of them its graph. */
export async function sampleProgress(ctx: Ctx, campaignId: string): Promise<void> {
  const at = ctx.clock.now();
  const sent = sentOf(await campaignCounters(ctx, campaignId));
  const unlessSince = new Date(at.getTime() - sampleMilliseconds);
  await insertProgress(ctx.db, ctx.actor.organizationId, campaignId, { at, sent }, unlessSince);
}

/** Messages that were handed to a network, whatever became of them. */
export function sentOf(counters: readonly Counters[]): number {
  return counters.reduce(
    (total, { unknown, accepted, delivered, read, failed, expired }) =>
      total + unknown + accepted + delivered + read + failed + expired,
    0,
  );
}
