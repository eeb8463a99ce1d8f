import { claimCampaign, claimRetries, type ClaimRequest } from './claim-campaign.ts';
import { claimMessages } from './claim-messages.ts';
import { CampaignTurns } from './campaign-turns.ts';
import { FileMissing, outboundFile } from './outbound-file.ts';
import type { Pacing } from './pacing.ts';
import type { Recorder } from './recorder.ts';
import { condemnsAccount, outcomeOf } from './retry-policy.ts';
import { countUsage } from './sending-claim-queries.ts';
import { fence } from './sending-lease-queries.ts';
import { LeaseLost, type ClaimedDelivery, type Lease, type Outcome, type SendingReason } from './types.ts';
import { DeliveryError, type Channel, type LateAnswer } from '#channel';
import type { Actor, Runtime } from '#platform/context';
import { Bell } from '#platform/events/bell';
import { uuidv7 } from '#platform/uuid';

/** A claimed row that is not on the wire after this goes back; the deadline that recovery trusts. */
const submitSeconds = 2;

const messageCheckMilliseconds = 50;
const retryCheckMilliseconds = 500;
/** Between looks when nothing is to be claimed; a wake-up or a committed result ends the wait at once. */
const busyPollMilliseconds = 50;
const idlePollMilliseconds = 1_000;
const pacingPollMilliseconds = 10;
/** The oldest are given up: their answer would have come. */
const mostDoubtful = 10_000;

export interface RunnerOptions {
  readonly runtime: Runtime;
  readonly actor: Actor;
  readonly lease: Lease;
  readonly channel: Channel;
  readonly sandbox: boolean;
  readonly isBound: boolean;
  readonly pacing: Pacing;
  readonly recorder: Recorder;
  /** A person paused the channel, or the account is not able to send now. */
  readonly mayClaim: () => boolean;
  readonly onAccountRefused: (reason: string) => void;
  /** What the network made of one submit; null: it took it. */
  readonly onResult: (error: DeliveryError | null) => void;
  readonly onLeaseLost: () => void;
}

/**
 * Moves one channel's work onto the wire: claims what window and pacing allow, hands it to the adapter, gives the answers
 * to the recorder. A slot of the window is free again when its result is committed, so whatever a crash leaves in doubt is
 * at most the window.
 */
export class Runner {
  readonly #options: RunnerOptions;
  /** In order of claim, so the first key is the oldest: the watermark of the lease. */
  readonly #open = new Map<string, ClaimedDelivery>();
  /** Reported as `unknown`, while their answer may still come. */
  readonly #doubtful = new Map<string, ClaimedDelivery>();
  readonly #turns: CampaignTurns;
  #messagesReadAt = -Infinity;
  #retriesReadAt = -Infinity;
  #claimFloor: string | undefined;
  readonly #bell = new Bell();
  #stopping = false;
  #idle = true;
  #loop: Promise<void> | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#turns = new CampaignTurns(options.runtime, options.lease);
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Something was committed that this channel may have to send. */
  wake(): void {
    this.#messagesReadAt = -Infinity;
    this.#turns.forget();
    this.#bell.ring();
  }

  /** No new claims; resolves when the claim under way has ended. What is on the wire is the adapter's and recorder's. */
  async stopClaiming(): Promise<void> {
    this.#stopping = true;
    this.#bell.ring();
    await this.#loop;
  }

  /** Results are committed: their slots are free. */
  settled(deliveryIds: readonly string[]): void {
    for (const id of deliveryIds) this.#open.delete(id);
    this.#bell.ring();
  }

  /** Every delivery of this lease below it is settled. */
  watermark(): string {
    const first = this.#open.keys().next();
    if (!first.done) return first.value;
    return this.#claimFloor ?? uuidv7();
  }

  get open(): number {
    return this.#open.size;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping) {
      try {
        await this.#claimNext();
        failures = 0;
        if (this.#idle) await this.#bell.wait(this.#turns.any ? busyPollMilliseconds : idlePollMilliseconds);
      } catch (error) {
        if (error instanceof LeaseLost) {
          this.#options.onLeaseLost();
          return;
        }
        failures += 1;
        this.#options.runtime.log.warn(
          { err: error, channelId: this.#options.lease.channelId },
          'a claim failed and is tried again',
        );
        await this.#bell.wait(Math.min(2_000, 50 * 2 ** failures));
      }
    }
  }

  /** Claims what window and pacing allow; leaves `#idle` set when there was nothing to claim or no room for it. */
  async #claimNext(): Promise<void> {
    const { channel, pacing, mayClaim } = this.#options;
    const { window } = channel.capabilities;
    const free = window - this.#open.size;
    this.#idle = true;
    // Small claims cost as much as large ones: wait until a quarter of the window is free, or nothing is on its way.
    const room = free >= Math.max(1, Math.floor(window / 4)) || this.#open.size === 0;
    if (!mayClaim() || !room) return;
    const limit = Math.min(free, pacing.available(performance.now()));
    if (limit >= 1) return this.#claim(limit);
    if (!this.#turns.any) return;
    await this.#bell.wait(pacingPollMilliseconds);
    this.#idle = false;
  }

  async #claim(limit: number): Promise<void> {
    const { runtime, actor, lease, pacing } = this.#options;
    const request: ClaimRequest = {
      target: { organizationId: lease.organizationId, channelId: lease.channelId, token: lease.token, submitSeconds },
      sandbox: this.#options.sandbox,
      isBound: this.#options.isBound,
      limit,
      submitDeadline: Date.now() + submitSeconds * 1_000,
    };
    await this.#turns.refresh();
    this.#claimFloor = uuidv7();
    const made: ClaimedDelivery[] = [];
    try {
      await runtime.transaction(actor, async (ctx) => {
        if (!(await fence(ctx.db, lease))) throw new LeaseLost(lease);
        made.push(...(await this.#claimInOrder(ctx, request)));
        if (made.length > 0 && pacing.counted)
          await countUsage(ctx.db, lease.organizationId, lease.channelId, made.length);
      });
    } catch (error) {
      // A commit of unknown outcome (F13): if the rows are there, they were not sent; if not, this changes nothing.
      for (const delivery of made) this.#giveBack(delivery);
      throw error;
    } finally {
      this.#claimFloor = undefined;
    }
    if (made.length > 0) this.#idle = false;
    pacing.take(made.length);
    for (const delivery of made) this.#open.set(delivery.id, delivery);
    for (const delivery of made) void this.#submit(delivery);
  }

  /** Messages first, then retries that are due, then the campaign whose turn it is (F39). */
  async #claimInOrder(ctx: Parameters<typeof claimMessages>[0], request: ClaimRequest): Promise<ClaimedDelivery[]> {
    const now = performance.now();
    if (now - this.#messagesReadAt >= messageCheckMilliseconds) {
      const messages = await claimMessages(ctx, request);
      if (messages.length > 0) return messages;
      this.#messagesReadAt = now;
    }
    const { plans } = this.#turns;
    if (plans.length > 0 && now - this.#retriesReadAt >= retryCheckMilliseconds) {
      const retries = await claimRetries(ctx, plans, request);
      if (retries.length > 0) return retries;
      this.#retriesReadAt = now;
    }
    for (const { plan, limit, taken } of this.#turns.round(request.limit)) {
      const claimed = await claimCampaign(ctx, plan, { ...request, limit });
      if (claimed !== null) {
        taken(claimed.length);
        this.#idle = false;
        return claimed;
      }
    }
    return [];
  }

  async #submit(delivery: ClaimedDelivery): Promise<void> {
    const { channel, recorder, pacing, runtime, actor, onAccountRefused } = this.#options;
    if (delivery.refusal !== null) {
      recorder.addResult({ delivery, outcome: failedFor(delivery.refusal) });
      return;
    }
    try {
      const { fileId } = delivery;
      const file = fileId === null ? null : await outboundFile(runtime, actor, fileId);
      const sent = await channel.send({
        deliveryId: delivery.id,
        address: delivery.address,
        text: delivery.text,
        file,
        submitDeadline: delivery.submitDeadline,
      });
      recorder.addResult({ delivery, outcome: { kind: 'accepted', parts: sent.parts } });
      this.#options.onResult(null);
    } catch (error) {
      if (error instanceof FileMissing) {
        recorder.addResult({ delivery, outcome: failedFor('file_missing') });
        return;
      }
      // An adapter that breaks its contract may have sent: ambiguous, and a bug to report.
      if (!(error instanceof DeliveryError))
        runtime.log.error({ err: error }, 'an adapter threw something else than DeliveryError');
      const known =
        error instanceof DeliveryError ? error : new DeliveryError('unknown', 'provider_error', { cause: error });
      if (known.outcome === 'retry' && known.retryAfter !== null) pacing.pauseFor(known.retryAfter, performance.now());
      if (condemnsAccount(known)) onAccountRefused(known.reason);
      const outcome = outcomeOf(known, delivery.attempt);
      if (outcome.kind === 'unknown') this.#remember(delivery);
      recorder.addResult({ delivery, outcome });
      this.#options.onResult(known);
    }
  }

  /** The answer to a send that was reported as `unknown` has come after all. */
  settle(deliveryId: string, answer: LateAnswer): void {
    const delivery = this.#doubtful.get(deliveryId);
    if (delivery === undefined) return;
    this.#doubtful.delete(deliveryId);
    const { recorder } = this.#options;
    if (!(answer instanceof DeliveryError)) {
      recorder.addResult({ delivery, outcome: { kind: 'accepted', parts: answer.parts }, isLate: true });
    } else if (answer.outcome !== 'unknown') {
      // What was in doubt once is not sent again by itself, whatever the reason.
      const { reason, providerCode, acceptedParts } = answer;
      recorder.addResult({ delivery, outcome: { kind: 'failed', reason, providerCode, acceptedParts }, isLate: true });
    }
  }

  #remember(delivery: ClaimedDelivery): void {
    this.#doubtful.set(delivery.id, delivery);
    const [oldest] = this.#doubtful.keys();
    if (this.#doubtful.size > mostDoubtful) this.#doubtful.delete(oldest!);
  }

  #giveBack(delivery: ClaimedDelivery): void {
    const outcome = {
      kind: 'waiting',
      reason: 'not_sent',
      providerCode: null,
      retryMilliseconds: 0,
    } as const;
    this.#open.set(delivery.id, delivery);
    this.#options.recorder.addResult({ delivery, outcome });
  }
}

/** Final, though the network was never asked. */
function failedFor(reason: SendingReason): Outcome {
  return { kind: 'failed', reason, providerCode: null, acceptedParts: [] };
}
