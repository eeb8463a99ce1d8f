import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

export const channelNetworks = ['sms', 'telegram', 'whatsapp', 'email'] as const;

/** What the network says of the account. */
export const channelStates = ['created', 'connecting', 'connected', 'reconnecting', 'login_required'] as const;
export type ChannelStateName = (typeof channelStates)[number];

export const channelKind = z.object({
  /** `sms-smpp`, `telegram-bot`, … */
  kind: z.string(),
  network: z.enum(channelNetworks),
  /** Kinds without an official interface of the network cannot be added. */
  official: z.boolean(),
  /** Settings that are never shown again. */
  secretSettings: z.array(z.string()),
});
export const channelKindList = z.object({ data: z.array(channelKind) });

/** Messages; null is no limit of the channel's own. */
const limitFields = {
  perSecond: z.number().min(0.01).max(10_000).nullable(),
  perHour: z.int().min(1).max(100_000_000).nullable(),
  perDay: z.int().min(1).max(1_000_000_000).nullable(),
};
const noLimits = { perSecond: null, perHour: null, perDay: null };

/** What the provider takes for 1,000 parts, in minor units of the currency; null when nobody has said. */
const price = z
  .strictObject({ perThousand: z.int().min(0).max(1_000_000_000), currency: z.string().regex(/^[A-Z]{3}$/) })
  .nullable();

const channelName = z.string().trim().min(1).max(200);
/** By the rules of the kind, secrets among them. */
const settings = z.record(z.string().max(100), z.unknown());

export const createChannelBody = z.strictObject({
  kind: z.string().min(1).max(50),
  name: channelName,
  settings,
  limits: z.strictObject(limitFields).partial().default(noLimits),
  price: price.optional(),
});

/** Settings left out keep their value, secrets among them; null takes a setting away. */
export const updateChannelBody = z.strictObject({
  name: channelName.optional(),
  settings: settings.optional(),
  limits: z.strictObject(limitFields).partial().optional(),
  price: price.optional(),
});

/** `force` removes the channel although unfinished campaigns use it: their work moves to their other channels. */
export const removeChannelQuery = z.object({ force: z.enum(['true', 'false']).default('false') });

export const channel = z.object({
  id: z.uuid(),
  kind: z.string(),
  network: z.enum(channelNetworks),
  name: z.string(),
  /** Of the emulated networks: reaches nobody. */
  isSandbox: z.boolean(),
  /** A secret is `{ "set": true }`. */
  settings: z.record(z.string(), z.unknown()),
  state: z.enum(channelStates),
  stateReason: z.string().nullable(),
  stateChangedAt: z.iso.datetime(),
  /** Set by a person: nothing is sent until the channel is resumed. */
  pausedAt: z.iso.datetime().nullable(),
  limits: z.object(limitFields),
  price: z.object({ perThousand: z.number().int(), currency: z.string() }).nullable(),
  /** Messages taken for sending in this hour and in the last 24. */
  used: z.object({ hour: z.number().int(), day: z.number().int() }),
  /** Unfinished campaigns that send through it. */
  campaigns: z.array(z.object({ id: z.uuid(), name: z.string(), status: z.string() })),
  createdBy: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
});
export type Channel = z.infer<typeof channel>;
export const channelPage = pageOf(channel);

/** By name. */
export const listChannelsQuery = pageQuery.extend({
  network: z.enum(channelNetworks).optional(),
  kind: z.string().max(50).optional(),
  state: z.enum(channelStates).optional(),
});

export const channelTest = z.object({
  ok: z.boolean(),
  /** What the network or the way to it said; null when the account works. */
  reason: z.string().nullable(),
});
