import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

export const channelNetworks = ['sms', 'telegram', 'whatsapp', 'email'] as const;

/** What the network says of the account. */
export const channelStates = ['created', 'connecting', 'connected', 'reconnecting', 'login_required'] as const;
export type ChannelStateName = (typeof channelStates)[number];

/** What a kind of channel carries beside plain text. */
const kindCapabilities = z.object({
  /** Longest text of one message, in UTF-16 code units. */
  maxTextLength: z.number().int(),
  /** Null: it carries no files. Text up to `maxCaptionLength` goes with the first file, longer text before it. */
  files: z
    .object({
      maxBytes: z.number().int(),
      /** `image/jpeg`, `image/*`; null: anything. */
      mediaTypes: z.array(z.string()).nullable(),
      maxCaptionLength: z.number().int(),
    })
    .nullable(),
  /** People see that somebody is writing to them. */
  typing: z.boolean(),
});

export const channelKind = z.object({
  /** `sms-smpp`, `telegram-bot`, … */
  kind: z.string(),
  network: z.enum(channelNetworks),
  /** Kinds without an official interface of the network cannot be added. */
  official: z.boolean(),
  /** Settings that are never shown again. */
  secretSettings: z.array(z.string()),
  /** `account`: people are reached only through the account that they wrote to first. */
  addressing: z.enum(['network', 'account']),
  capabilities: kindCapabilities,
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

export const channelAlertCodes = [
  'login_required',
  'no_connection',
  'long_pause',
  'sends_failing',
  'network_trouble',
] as const;

/** Something that a person should look at; over as soon as it is gone from the list. */
export const channelAlert = z.object({ code: z.enum(channelAlertCodes), reason: z.string().nullable() });
export type ChannelAlert = z.infer<typeof channelAlert>;

const figures = {
  /** Messages that the network took, over the last ten seconds. */
  acceptedPerSecond: z.number(),
  /** Without an answer so far, of at most `window`. */
  onTheWire: z.number().int(),
  window: z.number().int(),
  /** Until then the network wants nothing. */
  pausedUntil: z.iso.datetime().nullable(),
  /** The last submit that the network did not take, `code` as it wrote it. */
  lastError: z.object({ reason: z.string(), code: z.string().nullable(), at: z.iso.datetime() }).nullable(),
};
const channelFigures = z.object(figures);
export type ChannelFigures = z.infer<typeof channelFigures>;

export interface ChannelHealthNote {
  readonly figures: ChannelFigures;
  readonly alerts: readonly ChannelAlert[];
}

/** How a channel is doing, as the process that holds it knows. */
export const channelHealth = z.object({
  ...figures,
  /** `down`: it cannot send; `poor`: something asks for a look; `good`: neither. */
  level: z.enum(['good', 'poor', 'down']),
  /** Messages of conversations that wait for it. */
  queued: z.number().int(),
  alerts: z.array(channelAlert),
  notedAt: z.iso.datetime(),
});
export type ChannelHealth = z.infer<typeof channelHealth>;

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
  /** Null: no process has held it yet. */
  health: channelHealth.nullable(),
  /** Null: this program does not have the kind any more. */
  capabilities: kindCapabilities.nullable(),
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

/** An account that is not stored yet: the same fields as when it is added. */
export const testSettingsBody = z.strictObject({ kind: z.string().min(1).max(50), settings });

export const chatLinkBody = z.strictObject({ contactId: z.uuid() });

/** Opens a chat with the account; who comes by it is the contact, the first time and no later than `expiresAt`. */
export const chatLink = z.object({ url: z.string(), expiresAt: z.iso.datetime() });
export type ChatLink = z.infer<typeof chatLink>;
