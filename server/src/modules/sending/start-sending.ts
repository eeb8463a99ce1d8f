import type { Inbox } from './channel-session.ts';
import { endMessagesOfRemovedChannels } from './end-messages.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { deleteOldParkedReceipts } from './sending-settle-queries.ts';
import { settleRecipients } from './settle-recipients.ts';
import { emitProgress, watchCampaigns } from './watch-campaigns.ts';
import type { ChannelTransports } from '#channel';
import type { Runtime } from '#platform/context';
import { repeat } from '#platform/repeat';

export interface SendingOptions {
  readonly runtime: Runtime;
  readonly transports: ChannelTransports;
  readonly inbox: Inbox;
  /** Seconds a lease lives without renewal. A process that is gone is followed within it and a second. */
  readonly leaseSeconds?: number;
}

export interface Sending {
  /** This process may hold the channel: look at once. */
  wake(channelId: string): void;
  /** An answer is being written: if this process holds the channel, the person is shown it, where the network can. */
  showTyping(channelId: string, conversationId: string): void;
  /** Ids of the channels this process holds. */
  held(): string[];
  stop(graceMilliseconds: number): Promise<void>;
}

const parkedHours = 72;

/**
 * The sending side of one process: holds channels by lease, runs them, settles recipients and watches running campaigns.
 * Any number of processes may do so over one database.
 */
export function startSending(options: SendingOptions): Sending {
  const { runtime, transports, inbox, leaseSeconds = 10 } = options;
  const moved = new Map<string, Set<string>>();
  const onCampaignsMoved = (organizationId: string, campaignIds: readonly string[]): void => {
    const ids = moved.get(organizationId) ?? new Set();
    for (const id of campaignIds) ids.add(id);
    moved.set(organizationId, ids);
  };
  const keeper = new LeaseKeeper(runtime, { runtime, transports, inbox, onCampaignsMoved }, leaseSeconds);
  let stopping = false;

  const settleAll = async (): Promise<void> => {
    while ((await settleRecipients(runtime)) > 0 && !stopping);
  };
  const tellProgress = async (): Promise<void> => {
    const batch = [...moved];
    moved.clear();
    for (const [organizationId, campaignIds] of batch) await emitProgress(runtime, organizationId, [...campaignIds]);
  };
  const forgetParked = async (): Promise<void> => {
    await runtime.pools.system((db) => deleteOldParkedReceipts(db, parkedHours));
  };

  const { log } = runtime;
  const keeping = repeat('keep leases', leaseSeconds * 100, () => keeper.keep(), log);
  const others = [
    repeat('refresh channels', 1_000, () => keeper.refresh(), log),
    repeat('settle recipients', 1_000, settleAll, log),
    repeat('watch campaigns', 500, () => watchCampaigns(runtime), log),
    repeat('tell progress', 500, tellProgress, log),
    repeat('end messages of removed channels', 5_000, () => endMessagesOfRemovedChannels(runtime), log),
    repeat('forget parked receipts', 3_600_000, forgetParked, log),
  ];
  return {
    // '' is a hint for all channels: some single ones may have been lost.
    wake: (channelId) =>
      channelId === '' ? keeper.held.forEach((session) => session.wake()) : keeper.find(channelId)?.wake(),
    showTyping: (channelId, conversationId) => keeper.find(channelId)?.showTyping(conversationId),
    held: () => keeper.held.map((session) => session.lease.channelId),
    stop: async (graceMilliseconds) => {
      stopping = true;
      await Promise.all(others.map((loop) => loop.stop()));
      // Leases are renewed until the last session has let go of its channel.
      await keeper.release(graceMilliseconds);
      await keeping.stop();
      await settleRecipients(runtime).catch((error: unknown) =>
        log.warn({ err: error }, 'settled after the next start'),
      );
    },
  };
}
