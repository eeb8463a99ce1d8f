import type { Ctx } from '#platform/context';
import { listLimitedChannels } from './campaign-queries.ts';
import { countLanes, findLastChannelEntry, listUse } from './campaign-report-queries.ts';
import { accountOf, workOf } from './channel-work.ts';
import { writeLog } from './write-log.ts';

const waits = ['hour_limit', 'day_limit'] as const;
const codeOf = (reason: (typeof waits)[number]): string => `channel_${reason}`;
const goesOn = 'channel_goes_on';
const told = [...waits.map(codeOf), goesOn];

/** When an account stops because a limit is used up, and when it goes on: once each. Without limits it costs one look. */
export async function logWaits(ctx: Ctx, campaignId: string): Promise<void> {
  const { organizationId } = ctx.actor;
  const channels = await listLimitedChannels(ctx.db, organizationId, campaignId);
  if (channels.length === 0) return;
  const lanes = await countLanes(ctx.db, organizationId, campaignId);
  const isSomebodyLeft = lanes.some(({ left }) => left > 0);
  const use = await listUse(
    ctx.db,
    organizationId,
    channels.map(({ id }) => id),
  );
  for (const channel of channels) {
    const account = accountOf(channel, {
      use: use.filter((one) => one.channel_id === channel.id),
      hasWork: true,
      opensAt: null,
    });
    const { work, reason, until } = workOf(account, 'RUNNING', ctx.clock.now());
    const wait = waits.find((one) => one === reason);
    // Nobody waits for an account that has nobody left.
    if (wait ? !isSomebodyLeft : work !== 'running') continue;
    const last = await findLastChannelEntry(ctx.db, organizationId, campaignId, channel.id, told);
    const code = wait ? codeOf(wait) : goesOn;
    // Who never waited does not go on either.
    if (last === code || (!wait && last === undefined)) continue;
    const details = { channelId: channel.id, ...(until && { until: until.toISOString() }) };
    await writeLog(ctx, campaignId, { code, level: wait ? 'WARNING' : 'INFO', details });
  }
}
