import type { DeliveryReason, SentPart } from '#channel';

/** Why a delivery is where it is, beyond what a network can say. */
export type SkipReason = 'suppressed' | 'no_consent' | 'generated_number' | 'render_failed';
export type SendingReason =
  | DeliveryReason
  | SkipReason
  | 'process_lost'
  | 'not_sent'
  | 'file_missing'
  | 'channel_removed'
  | 'contact_erased';

/** A row committed as `submitting`: the intent to send, in memory of the runner that holds the lease. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly campaignId: string | null;
  readonly contactId: string | null;
  readonly messageId: string | null;
  readonly attempt: number;
  readonly address: string;
  readonly text: string;
  /** Goes with the text. */
  readonly fileId: string | null;
  /** Why it must not be sent: the runner settles it as failed and sends nothing. */
  readonly refusal: SkipReason | null;
  /** Unix milliseconds of this process's clock, taken before the claim began. */
  readonly submitDeadline: number;
}

/** What became of one attempt. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly parts: readonly SentPart[] }
  | FailedOrUnknown
  | {
      readonly kind: 'waiting';
      readonly reason: SendingReason;
      readonly providerCode: string | null;
      /** Before jitter. */
      readonly retryMilliseconds: number;
    };

interface FailedOrUnknown {
  readonly kind: 'failed' | 'unknown';
  readonly reason: SendingReason;
  readonly providerCode: string | null;
  /** Of a long message, those that the network has all the same. */
  readonly acceptedParts: readonly SentPart[];
}

export interface Result {
  readonly delivery: Pick<ClaimedDelivery, 'id' | 'campaignId' | 'contactId' | 'messageId' | 'attempt'>;
  readonly outcome: Outcome;
  /** The answer came after the delivery had become `unknown`, and settles it. */
  readonly isLate?: true;
}

/** The lease under which a runner writes. */
export interface Lease {
  readonly organizationId: string;
  readonly channelId: string;
  readonly token: number;
}

/** Another process took the channel over, or the lease ran out: stop, close the socket, write nothing. */
export class LeaseLost extends Error {
  constructor(lease: Lease) {
    super(`The lease on channel ${lease.channelId} with token ${lease.token} is gone.`);
    this.name = 'LeaseLost';
  }
}
