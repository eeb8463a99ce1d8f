import { ChannelSession, firstWatermark, type SessionOptions } from './channel-session.ts';
import { listFreeChannels, renewLeases, takeLease } from './sending-lease-queries.ts';
import type { Runtime } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

const channelsATime = 50;

/** Holds channels for this process: takes the free ones, renews what it holds, lets go of what it lost. */
export class LeaseKeeper {
  readonly #runtime: Runtime;
  readonly #session: Omit<SessionOptions, 'onEnded'>;
  readonly #leaseSeconds: number;
  readonly #holder = uuidv7();
  readonly #sessions = new Map<string, ChannelSession>();
  #stopping = false;

  constructor(runtime: Runtime, session: Omit<SessionOptions, 'onEnded'>, leaseSeconds: number) {
    this.#runtime = runtime;
    this.#session = session;
    this.#leaseSeconds = leaseSeconds;
  }

  get held(): readonly ChannelSession[] {
    return [...this.#sessions.values()];
  }

  find(channelId: string): ChannelSession | undefined {
    return this.#sessions.get(channelId);
  }

  /** One round: to be repeated several times within the life of a lease. */
  async keep(): Promise<void> {
    await this.#renew();
    if (this.#stopping) return;
    const free = await this.#runtime.pools.system((db) => listFreeChannels(db, channelsATime));
    for (const channel of free) {
      if (!this.#sessions.has(channel.id) && this.#runtime.channels.has(channel.kind)) await this.#begin(channel);
    }
  }

  /** People changed limits, credentials or paused a channel: each session looks for itself. */
  async refresh(): Promise<void> {
    await Promise.all(this.held.map((session) => session.refresh()));
  }

  /** Takes no more channels, and gives back those it holds when they have finished what is in flight. */
  async release(graceMilliseconds: number): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.held.map((session) => session.stop(graceMilliseconds)));
  }

  async #renew(): Promise<void> {
    const held = this.held;
    if (held.length === 0) return;
    const renewed = await this.#runtime.pools.system((db) =>
      renewLeases(
        db,
        held.map((session) => ({ ...session.lease, watermark: session.watermark() })),
        this.#leaseSeconds,
      ),
    );
    for (const session of held) if (!renewed.has(session.lease.channelId)) void session.abort();
  }

  async #begin(channel: { id: string; organizationId: string }): Promise<void> {
    const { pools, log } = this.#runtime;
    const taken = await pools.system((db) =>
      takeLease(db, channel, this.#holder, this.#leaseSeconds, firstWatermark()),
    );
    if (taken === undefined || this.#stopping) return;
    const lease = { channelId: channel.id, organizationId: channel.organizationId, token: taken.token };
    const session = new ChannelSession(lease, taken.watermark, {
      ...this.#session,
      onEnded: (ended) => {
        if (this.#sessions.get(channel.id) === ended) this.#sessions.delete(channel.id);
      },
    });
    this.#sessions.set(channel.id, session);
    session.start().catch((error: unknown) => {
      log.error({ err: error, channelId: channel.id }, 'the channel could not be started and is tried again');
      void session.abort('the channel was not started');
    });
  }
}
