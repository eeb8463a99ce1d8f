import { z } from 'zod';
import { campaignStatuses, exclusionCounts, stateCounts } from './campaigns.ts';

/** In minor units. */
const money = z.object({ amount: z.number().int(), currency: z.string() });

/** What an account does for a campaign now. */
export const channelWorks = ['pending', 'running', 'waiting', 'completed', 'error'] as const;
export type ChannelWork = (typeof channelWorks)[number];

export const channelWorkReasons = [
  'hours',
  'hour_limit',
  'day_limit',
  'paused',
  'removed',
  'login_required',
  'reconnecting',
  'campaign_paused',
] as const;
export type ChannelWorkReason = (typeof channelWorkReasons)[number];

export const campaignProgress = z.object({
  status: z.enum(campaignStatuses),
  statusReason: z.string().nullable(),
  planned: z.number().int(),
  excluded: exclusionCounts,
  /** Add up to `planned`. */
  states: stateCounts,
  /** Of those queued: tried before, another attempt is due. */
  waiting: z.number().int(),
  channels: z.array(
    z.object({
      channelId: z.uuid(),
      name: z.string(),
      network: z.string(),
      state: z.string(),
      paused: z.boolean(),
      /** What it does for this campaign, and why it does not send, if so. */
      work: z.enum(channelWorks),
      workReason: z.enum(channelWorkReasons).nullable(),
      /** When a limit, or the hours of the campaign, let it go on. */
      until: z.iso.datetime().nullable(),
      limits: z.object({ perHour: z.number().int().nullable(), perDay: z.number().int().nullable() }),
      waiting: z.number().int(),
      states: stateCounts.omit({ queued: true }),
      /** Handed to the network. */
      sent: z.number().int(),
      /** People whom only this account writes to: they talk with it already. */
      ownQueued: z.number().int(),
      perSecond: z.number(),
      /** At its present speed, with its part of those who belong to nobody; null while it does not send. */
      etaSeconds: z.number().nullable(),
      /** Parts that the network took, over all attempts, and what they cost by the price at the start; null without one. */
      parts: z.number().int(),
      spent: money.nullable(),
    }),
  ),
  /** By the prices at the start; null when a channel had none, or they had different currencies. */
  spend: z
    .object({
      spent: z.number().int(),
      /** Bounds for the whole campaign, as the launch reckoned: channels have different prices. */
      estimate: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
      currency: z.string(),
    })
    .nullable(),
  /** Messages handed to the networks a second, over the last 10 to 15 seconds. */
  perSecond: z.number(),
  /** The most the limits allow; null is no limit. */
  limitPerSecond: z.number().nullable(),
  /** Whose limit that is: the campaign's own, or those of its channels together. */
  limitedBy: z.enum(['campaign', 'channels']).nullable(),
  /** By the present speed, else by the limits. */
  etaSeconds: z.number().nullable(),
  replied: z.number().int(),
  /** Of those who answered: still waiting for an answer of ours. */
  awaitingReply: z.number().int(),
  optedOut: z.number().int(),
});
export type CampaignProgress = z.infer<typeof campaignProgress>;

/** What had become of the messages at each moment: at most 300 points. `sent` is their sum. */
export const campaignHistory = z.object({
  points: z.array(
    z.object({
      at: z.iso.datetime(),
      sent: z.number().int(),
      accepted: z.number().int(),
      delivered: z.number().int(),
      read: z.number().int(),
      /** Refused, or expired on the way. */
      failed: z.number().int(),
      unknown: z.number().int(),
    }),
  ),
});
export type CampaignHistory = z.infer<typeof campaignHistory>;
