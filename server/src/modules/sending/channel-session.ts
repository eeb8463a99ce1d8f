import { Pacing } from './pacing.ts';
import { recordChanges } from './record-changes.ts';
import { Recorder } from './recorder.ts';
import { Runner } from './runner.ts';
import { readUsage } from './sending-claim-queries.ts';
import { deliveryState } from './delivery-state.ts';
import { fence, releaseLease } from './sending-lease-queries.ts';
import { findConversationPeer } from './sending-message-queries.ts';
import { TypingSigns } from './typing-signs.ts';
import { hasOpenOfDeadHolder, markLost } from './sending-result-queries.ts';
import { LeaseLost, type Lease, type Result } from './types.ts';
import { ChannelHealth } from './channel-health.ts';
import {
  type AddressReport,
  type Channel,
  type ChannelHost,
  type ChannelState,
  type ChannelTransports,
  type InboundMessage,
  type Receipt,
} from '#channel';
import {
  loadChannel,
  noteChannelHealth,
  saveChannelSession,
  setChannelState,
  webhookPath,
  type LoadedChannel,
} from '#channels';
import { systemActor, type Actor, type Ctx, type Runtime } from '#platform/context';
import { repeat, type Repeating } from '#platform/repeat';
import { uuidv7 } from '#platform/uuid';
import { permissions } from '@parley/contract/permissions';

/** What is made of what comes in. Module conversations provides it; app.ts joins the two. */
export interface Inbox {
  /** Stores it, in the transaction it is given. */
  receive(ctx: Ctx, channelId: string, message: InboundMessage | AddressReport): Promise<void>;
  /** Fetches files of stored messages that are due now, until none is. */
  fetchFiles(runtime: Runtime, actor: Actor, channelId: string, download: Download): Promise<void>;
}

export type Download = NonNullable<Channel['download']>;

export interface SessionOptions {
  readonly runtime: Runtime;
  readonly transports: ChannelTransports;
  readonly inbox: Inbox;
  /** The channel's work may have moved a campaign: for `campaign.progressed`. */
  readonly onCampaignsMoved: (organizationId: string, campaignIds: readonly string[]) => void;
  readonly onEnded: (session: ChannelSession) => void;
}

const sweepMilliseconds = 5_000;
const gatherMilliseconds = 2;
const fileMilliseconds = 1_000;

/** One channel held by this process: its adapter, its runner and its recorder, under one lease. */
export class ChannelSession {
  readonly lease: Lease;
  readonly #options: SessionOptions;
  readonly #actor: Actor;
  readonly #recorder: Recorder;
  #runner: Runner | undefined;
  #channel: Channel | undefined;
  #loaded: LoadedChannel | undefined;
  #pacing: Pacing | undefined;
  #state: ChannelState['state'] = 'connecting';
  #stateStored: Promise<void> = Promise.resolve();
  #refused = false;
  #sweep: NodeJS.Timeout | undefined;
  #health: ChannelHealth | undefined;
  #typing: TypingSigns | undefined;
  #fetching: Repeating | undefined;
  #ended = false;
  #firstOpen: string;

  constructor(lease: Lease, watermark: string, options: SessionOptions) {
    this.lease = lease;
    this.#options = options;
    this.#firstOpen = watermark;
    this.#actor = systemActor(lease.organizationId, new Set(permissions));
    this.#recorder = new Recorder({
      runtime: options.runtime,
      actor: this.#actor,
      lease,
      gatherMilliseconds,
      onRecorded: (results, recorded) => {
        this.#runner?.settled(results.map((result: Result) => result.delivery.id));
        if (recorded.campaignIds.length > 0) options.onCampaignsMoved(lease.organizationId, recorded.campaignIds);
      },
      onLeaseLost: () => void this.abort(),
    });
  }

  /** Settles what a dead holder left, then connects and begins to claim. */
  async start(): Promise<void> {
    const { runtime, transports } = this.#options;
    const { organizationId, channelId } = this.lease;
    const loaded = await runtime.transaction(this.#actor, (ctx) => loadChannel(ctx, channelId));
    const usage = await runtime.pools.tenant(organizationId, (db) => readUsage(db, organizationId, channelId));
    await this.#recover();
    if (this.#ended) return;
    this.#loaded = loaded;
    this.#pacing = new Pacing(loaded.limits, usage, performance.now());
    this.#channel = loaded.kind.create(loaded.settings, transports);
    this.#health = new ChannelHealth({
      window: this.#channel.capabilities.window,
      open: () => this.#runner?.open ?? 0,
      pausedFor: () => this.#pacing?.pausedFor(performance.now()) ?? 0,
      now: () => runtime.clock.now(),
      store: (health) => this.#fenced((ctx) => noteChannelHealth(ctx, channelId, health)),
      log: runtime.log,
    });
    this.#runner = new Runner({
      runtime,
      actor: this.#actor,
      lease: this.lease,
      channel: this.#channel,
      sandbox: loaded.isSandbox,
      isBound: loaded.kind.addressing === 'account',
      pacing: this.#pacing,
      recorder: this.#recorder,
      mayClaim: () => this.#maySend(),
      onAccountRefused: (reason) => this.#accountRefused(reason),
      onResult: (error) => this.#health?.result(error),
      onLeaseLost: () => void this.abort(),
    });
    this.#typing = new TypingSigns({
      channel: this.#channel,
      mayShow: () => !this.#ended && this.#maySend() && this.#pacing?.pausedFor(performance.now()) === 0,
      findAddress: (id) => this.#fenced((ctx) => findConversationPeer(ctx.db, organizationId, channelId, id)),
      log: runtime.log,
    });
    await this.#channel.start(this.#host());
    this.#runner.start();
    this.#sweep = setInterval(() => this.#recorder.sweep(), sweepMilliseconds);
    this.#health.start();
    this.#fetchFiles();
  }

  wake(): void {
    this.#runner?.wake();
  }

  /** An answer is being written in one of its conversations. */
  showTyping(conversationId: string): void {
    this.#typing?.show(conversationId, performance.now());
  }

  #maySend(): boolean {
    return this.#state === 'connected' && !this.#refused && this.#loaded?.pausedAt === null;
  }

  /** Files of messages are fetched beside everything else, for as long as the channel is held. */
  #fetchFiles(): void {
    const { runtime, inbox } = this.#options;
    const download = this.#channel?.download?.bind(this.#channel);
    if (download === undefined) return;
    const fetchDue = async (): Promise<void> => {
      if (this.#state === 'connected') await inbox.fetchFiles(runtime, this.#actor, this.lease.channelId, download);
    };
    this.#fetching = repeat('fetch files', fileMilliseconds, fetchDue, runtime.log);
  }

  watermark(): string {
    return this.#runner?.watermark() ?? this.#firstOpen;
  }

  /** Finishes what is in flight, gives the channel back. */
  async stop(graceMilliseconds: number): Promise<void> {
    if (this.#ended) return;
    clearInterval(this.#sweep);
    await this.#health?.stop();
    await this.#runner?.stopClaiming();
    await this.#channel?.stop(graceMilliseconds);
    await this.#recorder.drain();
    this.#end();
    await this.#options.runtime.pools.system((db) => releaseLease(db, this.lease, this.watermark()));
  }

  /** The lease is gone: another process may be sending. Close the socket, write nothing. */
  async abort(why = 'lease lost: the channel is closed'): Promise<void> {
    if (this.#ended) return;
    this.#end();
    this.#recorder.close();
    this.#options.runtime.log.warn({ channelId: this.lease.channelId, token: this.lease.token }, why);
    await Promise.allSettled([this.#runner?.stopClaiming(), this.#channel?.stop(0)]);
  }

  /** A person changed the channel: limits apply at once; other credentials need a new session. */
  async refresh(): Promise<void> {
    if (this.#ended || this.#loaded === undefined) return;
    const { runtime } = this.#options;
    const { organizationId, channelId } = this.lease;
    const loaded = await runtime.transaction(this.#actor, (ctx) => loadChannel(ctx, channelId));
    const usage = await runtime.pools.tenant(organizationId, (db) => readUsage(db, organizationId, channelId));
    if (loaded.removedAt !== null) await this.#channel?.release?.();
    if (loaded.removedAt !== null || loaded.settingsHash !== this.#loaded.settingsHash) return this.stop(5_000);
    const resumed = this.#loaded.pausedAt !== null && loaded.pausedAt === null;
    this.#loaded = loaded;
    this.#pacing?.refresh(loaded.limits, usage);
    if (resumed) {
      this.#refused = false;
      this.wake();
    }
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#sweep);
    void this.#health?.stop();
    void this.#fetching?.stop();
    this.#options.onEnded(this);
  }

  #host(): ChannelHost {
    const { runtime } = this.#options;
    const { channelId } = this.lease;
    return {
      receive: (message) => this.#receive(message),
      note: (report) => this.#receive(report),
      report: (receipt) => this.#report(receipt),
      settle: (deliveryId, answer) => this.#runner?.settle(deliveryId, answer),
      state: (state) => this.#noteState(state),
      slowDown: (milliseconds) => this.#pacing?.pauseFor(milliseconds, performance.now()),
      alert: (trouble) => this.#health?.trouble(trouble),
      webhookPath: webhookPath(channelId),
      session: {
        load: async () => this.#loaded?.session ?? null,
        save: (state) => this.#fenced((ctx) => saveChannelSession(ctx, channelId, state)),
      },
      clock: () => runtime.clock.now().getTime(),
      log: runtime.log.child({ channelId }),
    };
  }

  async #receive(message: InboundMessage | AddressReport): Promise<void> {
    await this.#fenced((ctx) => this.#options.inbox.receive(ctx, this.lease.channelId, message));
  }

  #report(receipt: Receipt): Promise<void> {
    return this.#recorder.addReceipt({
      providerMessageId: receipt.providerMessageId,
      state: deliveryState[receipt.state],
      providerTime: receipt.providerTime === null ? null : new Date(receipt.providerTime),
      errorCode: receipt.errorCode,
      reason: receipt.reason,
    });
  }

  /** Stored one after the other: an adapter says `connecting` and `connected` faster than a transaction commits. */
  #noteState(state: ChannelState): void {
    this.#state = state.state;
    this.#health?.state(state);
    if (state.state === 'connected') this.wake();
    this.#stateStored = this.#stateStored.then(() => this.#storeState(state));
  }

  async #storeState(state: ChannelState): Promise<void> {
    const reason = 'reason' in state ? state.reason : null;
    try {
      await this.#fenced((ctx) => setChannelState(ctx, this.lease.channelId, state.state, reason));
    } catch (error) {
      this.#options.runtime.log.warn(
        { err: error, channelId: this.lease.channelId },
        'the channel state could not be stored',
      );
    }
  }

  #accountRefused(reason: string): void {
    if (this.#refused) return;
    this.#refused = true;
    this.#noteState({ state: 'login_required', reason });
  }

  async #fenced<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
    if (this.#ended) throw new LeaseLost(this.lease);
    return this.#options.runtime.transaction(this.#actor, async (ctx) => {
      if (!(await fence(ctx.db, this.lease))) throw new LeaseLost(this.lease);
      return work(ctx);
    });
  }

  /** Rows that the holder before had committed as intent and not settled: past their deadline nobody knows (F3, F4). */
  async #recover(): Promise<void> {
    const { organizationId, channelId, token } = this.lease;
    for (;;) {
      const open = await this.#fenced(async (ctx) => {
        const lost = await markLost(ctx.db, organizationId, this.#firstOpen, channelId, token);
        await recordChanges(ctx, this.lease, lost);
        return hasOpenOfDeadHolder(ctx.db, organizationId, this.#firstOpen, channelId, token);
      });
      if (!open) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** An id below everything this process will make: the first watermark of a channel that nobody held before. */
export function firstWatermark(): string {
  return uuidv7();
}
