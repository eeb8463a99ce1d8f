import { campaignCounters, type Counters } from '#sending';
import type { Ctx } from '#platform/context';
import { insertProgress } from './campaign-report-queries.ts';

const sampleMilliseconds = 5_000;

/** Notes how far a campaign is, at most once in five seconds: from two notes comes its speed, from all of them its graph. */
export async function sampleProgress(ctx: Ctx, campaignId: string): Promise<void> {
  const at = ctx.clock.now();
  const counters = await campaignCounters(ctx, campaignId);
  const total = (name: keyof Counters) => counters.reduce((sum, counter) => sum + Number(counter[name]), 0);
  const point = {
    at,
    sent: sentOf(counters),
    accepted: total('accepted'),
    delivered: total('delivered'),
    read: total('read'),
    unknown: total('unknown'),
    failed: total('failed') + total('expired'),
    by_channel: Object.fromEntries(counters.map((counter) => [counter.channelId, sentOf([counter])])),
  };
  const unlessSince = new Date(at.getTime() - sampleMilliseconds);
  await insertProgress(ctx.db, ctx.actor.organizationId, campaignId, point, unlessSince);
}

/** Messages that were handed to a network, whatever became of them. */
export function sentOf(counters: readonly Omit<Counters, 'channelId' | 'waiting' | 'parts'>[]): number {
  return counters.reduce(
    (total, { unknown, accepted, delivered, read, failed, expired }) =>
      total + unknown + accepted + delivered + read + failed + expired,
    0,
  );
}
