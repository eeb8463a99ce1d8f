import { z } from 'zod';
import { deliveryStates, type DeliveryStateName } from './delivery-states.ts';
import { exclusionReasons } from './exclusion-reasons.ts';
import { fault } from './fault.ts';
import { pageOf, pageQuery } from './page.ts';

export const campaignStatuses = [
  'DRAFT',
  'SCHEDULED',
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'COMPLETED',
  'CANCELLED',
  'FAILED',
] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

/** What a person may do with a campaign; which of it now, the campaign says. */
export const campaignActions = ['edit', 'delete', 'start', 'pause', 'resume', 'cancel', 'archive'] as const;
export type CampaignAction = (typeof campaignActions)[number];

/** Networks of which a contact's address can be chosen. Grows with the adapters. */
export const campaignNetworks = ['sms', 'telegram'] as const;
export type CampaignNetwork = (typeof campaignNetworks)[number];

export const consentBases = ['consent', 'contract', 'own_list', 'generated'] as const;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const optionFields = {
  /** On which of these bases people may be written to. `generated` reaches sandbox channels only. */
  consentBases: z.array(z.enum(consentBases)).min(1).max(consentBases.length),
  /** Nobody who was sent a campaign within so many days; 0 asks nothing. */
  cooldownDays: z.int().min(0).max(365),
  /** Sent only between these times of the organization's day; past midnight when `to` is before `from`. */
  hours: z
    .strictObject({ from: timeOfDay, to: timeOfDay })
    .refine(({ from, to }) => from !== to, {
      message: 'Give two different times.',
      params: { rule: 'hours_empty', ru: 'Укажите разное время.' },
    })
    .nullable(),
  /** Messages a second over all channels together; each channel's own limits hold as well. */
  perSecond: z.number().min(0.01).max(10_000).nullable(),
  /** What nobody knows the fate of is never sent again by itself. */
  onUnknown: z.literal('never'),
};

export const campaignOptions = z.strictObject(optionFields);
export type CampaignOptions = z.infer<typeof campaignOptions>;

export const defaultCampaignOptions: CampaignOptions = {
  consentBases: ['consent', 'contract', 'own_list'],
  cooldownDays: 0,
  hours: null,
  perSecond: null,
  onUnknown: 'never',
};

const draftFields = {
  name: z.string().trim().min(1).max(200),
  network: z.enum(campaignNetworks),
  templateId: z.uuid().nullable(),
  /** Their order is that of their lanes. */
  channelIds: uniqueIds(100),
  groupIds: uniqueIds(100),
  /** Whoever is in one of these is not in the audience. */
  excludedGroupIds: uniqueIds(100),
  /** Options left out keep their value. */
  options: campaignOptions.partial(),
};

function uniqueIds(most: number) {
  return z
    .array(z.uuid())
    .max(most)
    .refine((ids) => new Set(ids).size === ids.length, {
      message: 'Give each one once.',
      params: { rule: 'not_unique', ru: 'Укажите каждый один раз.' },
    });
}

/** Everything but the name may come later: a draft is saved while it is being written. */
export const createCampaignBody = z.strictObject({ ...z.object(draftFields).partial().shape, name: draftFields.name });
export const updateCampaignBody = z.strictObject(draftFields).partial();
export const archiveCampaignBody = z.strictObject({ archived: z.boolean().default(true) });

export const stateCounts = z.object({
  queued: z.number().int(),
  submitting: z.number().int(),
  unknown: z.number().int(),
  accepted: z.number().int(),
  delivered: z.number().int(),
  read: z.number().int(),
  failed: z.number().int(),
  expired: z.number().int(),
  skipped: z.number().int(),
  cancelled: z.number().int(),
} satisfies Record<DeliveryStateName, z.ZodNumber>);
export type StateCounts = z.infer<typeof stateCounts>;

/** States in which somebody was not reached, or nobody knows: who a follow-up may write to. */
export const followedStates = ['unknown', 'failed', 'expired', 'skipped', 'cancelled'] as const;
export type FollowedState = (typeof followedStates)[number];

const named = z.object({ id: z.uuid(), name: z.string() });

export const campaign = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(campaignStatuses),
  /** Why it is paused or has failed, if not by a person's word. */
  statusReason: z.string().nullable(),
  allowedActions: z.array(z.enum(campaignActions)),
  network: z.enum(campaignNetworks),
  templateId: z.uuid().nullable(),
  /** The version that is sent, from the start on. */
  templateVersion: z.number().int().nullable(),
  channelIds: z.array(z.uuid()),
  groupIds: z.array(z.uuid()),
  excludedGroupIds: z.array(z.uuid()),
  template: named.nullable(),
  channels: z.array(named.extend({ network: z.string() })),
  groups: z.array(named),
  excludedGroups: z.array(named),
  /** Those whom another campaign left in a state, besides the groups. */
  follows: z
    .object({ campaignId: z.uuid(), name: z.string(), state: z.enum(followedStates), reason: z.string().nullable() })
    .nullable(),
  options: campaignOptions,
  /** Recipients, how many of them need nothing more, and where all of them are. Null until the audience is frozen. */
  progress: z.object({ planned: z.number().int(), done: z.number().int(), states: stateCounts }).nullable(),
  createdBy: z.uuid().nullable(),
  createdByName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  archivedAt: z.iso.datetime().nullable(),
});
export type Campaign = z.infer<typeof campaign>;
export const campaignPage = pageOf(campaign);

/** Newest first. `search` finds a part of the name, in any case; `from` and `to` bound the day of creation, both included. */
export const listCampaignsQuery = pageQuery.extend({
  status: z.enum(campaignStatuses).optional(),
  network: z.enum(campaignNetworks).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  search: z.string().trim().min(1).max(200).optional(),
  templateId: z.uuid().optional(),
  channelId: z.uuid().optional(),
  createdBy: z.uuid().optional(),
  archived: z.enum(['true', 'false']).default('false'),
});

/** What hinders the start, each by name, and what is worth knowing before it. */
export const campaignCheck = z.object({ faults: z.array(fault), warnings: z.array(fault) });
export type CampaignCheck = z.infer<typeof campaignCheck>;

export const exclusionCounts = z.partialRecord(z.enum(exclusionReasons), z.number().int());

/** Who would be written to if the campaign were started now. */
export const audiencePreview = z.object({
  people: z.number().int(),
  planned: z.number().int(),
  excluded: exclusionCounts,
  /** Of those planned, how many have nothing for a variable that has no fallback. */
  emptyVariables: z.array(z.object({ variable: z.string(), people: z.number().int() })),
  /** At the channels' limits; null when none is set. */
  durationSeconds: z.number().nullable(),
  /** Null without a template or anybody planned. */
  text: z
    .object({
      /** SMS parts of all messages together. */
      parts: z.number().int(),
      /** Of how many rendered messages it is the sum, or the projection. */
      rendered: z.number().int(),
      longestParts: z.number().int(),
      encoding: z.enum(['gsm7', 'ucs2', 'mixed']),
      /** Characters of the longest of those rendered, how many of them are longer than a channel takes, and what it takes. */
      longest: z.number().int(),
      tooLong: z.number().int(),
      limit: z.number().int().nullable(),
    })
    .nullable(),
  /** By the channels' prices, which may differ; minor units. Null without a price, or when the channels' currencies differ. */
  cost: z.object({ from: z.number().int(), to: z.number().int(), currency: z.string() }).nullable(),
  /** Started now, it would send between 22:00 and 8:00 of the organization's time zone. */
  reachesNight: z.boolean(),
  sample: z.array(z.object({ contactId: z.uuid(), displayName: z.string(), address: z.string() })),
});
export type AudiencePreview = z.infer<typeof audiencePreview>;

/** Failed, expired, skipped and unknown recipients by reason, the most frequent first. */
export const campaignFailures = z.object({
  reasons: z.array(z.object({ state: z.enum(deliveryStates), reason: z.string(), people: z.number().int() })),
});
export type CampaignFailures = z.infer<typeof campaignFailures>;

/**
 * A draft to those whom a campaign left in a state, for a reason if one is given: a new plan with its own facts, so that
 * nothing of the first is rewritten. Those `unknown` may have received the message: somebody has to say that this is known.
 */
export const followUpBody = z
  .strictObject({
    state: z.enum(followedStates).meta({ examples: ['failed'] }),
    reason: z.string().min(1).max(100).optional(),
    mayRepeat: z.boolean().default(false),
  })
  .refine(({ state, mayRepeat }) => state !== 'unknown' || mayRepeat, {
    message: 'These people may have received the message. Say that it may be repeated.',
    path: ['mayRepeat'],
    params: { rule: 'repeat_not_confirmed', ru: 'Эти люди могли получить сообщение. Подтвердите повтор.' },
  });

/** What chosen people of a campaign read, or would: by the template's version that it sends. */
export const campaignMessages = z.object({
  messages: z.array(
    z.object({
      contactId: z.uuid(),
      displayName: z.string(),
      text: z.string(),
      spans: z.array(z.object({ text: z.string(), variable: z.string().nullable() })),
      emptyVariables: z.array(z.string()),
      sms: z.object({ encoding: z.enum(['gsm7', 'ucs2']), parts: z.number().int() }),
    }),
  ),
});
export type CampaignMessages = z.infer<typeof campaignMessages>;
export const campaignMessagesQuery = z.object({
  /** Without it the first twenty. */
  contactId: z.uuid().optional(),
});

export const recipient = z.object({
  contactId: z.uuid(),
  displayName: z.string(),
  address: z.string().nullable(),
  /** Null for somebody who was left out. */
  state: z.enum(deliveryStates).nullable(),
  reason: z.string().nullable(),
  exclusion: z.enum(exclusionReasons).nullable(),
  /** When the state was last learnt. */
  settledAt: z.iso.datetime().nullable(),
  reply: z.object({ at: z.iso.datetime(), optedOut: z.boolean() }).nullable(),
});
export type Recipient = z.infer<typeof recipient>;
export const recipientPage = pageOf(recipient);

const recipientFilterFields = {
  state: z.enum(deliveryStates).optional(),
  /** Narrows `state`: one of the reasons of the failures. */
  reason: z.string().min(1).max(100).optional(),
  exclusion: z.union([z.literal('any'), z.enum(exclusionReasons)]).optional(),
  reply: z.enum(['any', 'opted_out']).optional(),
  /** Narrows the others, or stands alone: whose last attempt went through this channel. */
  channelId: z.uuid().optional(),
};

const oneOfTheThree = {
  message: 'Give one of state, exclusion and reply.',
  params: { rule: 'filters_exclusive', ru: 'Укажите что-то одно: state, exclusion или reply.' },
};

function isOneOfTheThree({
  state,
  exclusion,
  reply,
}: {
  state?: unknown;
  exclusion?: unknown;
  reply?: unknown;
}): boolean {
  return [state, exclusion, reply].filter((value) => value !== undefined).length <= 1;
}

export const recipientFilter = z.strictObject(recipientFilterFields).refine(isOneOfTheThree, oneOfTheThree);
export type RecipientFilter = z.output<typeof recipientFilter>;

export const listRecipientsQuery = pageQuery.extend(recipientFilterFields).refine(isOneOfTheThree, oneOfTheThree);

export const exportStarted = z.object({ taskId: z.uuid() });

export const recipientParams = z.object({ id: z.uuid(), contactId: z.uuid() });

/** Every attempt for one recipient, oldest first. */
export const recipientDetails = recipient.extend({
  deliveries: z.array(
    z.object({
      id: z.uuid(),
      channelId: z.uuid(),
      attempt: z.number().int(),
      state: z.enum(deliveryStates),
      /** Another attempt follows. */
      waiting: z.boolean(),
      text: z.string(),
      parts: z.number().int(),
      reason: z.string().nullable(),
      /** The network's own code, as it wrote it. */
      providerCode: z.string().nullable(),
      claimedAt: z.iso.datetime(),
      acceptedAt: z.iso.datetime().nullable(),
      deliveredAt: z.iso.datetime().nullable(),
      finishedAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type RecipientDetails = z.infer<typeof recipientDetails>;

export const logLevels = ['INFO', 'WARNING', 'ERROR'] as const;

export const campaignLogEntry = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  level: z.enum(logLevels),
  /** `started`, `launched`, `paused`, `stalled`, `channel_trouble`, … */
  code: z.string(),
  /** Who asked for it; null when nobody did. */
  byName: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type CampaignLogEntry = z.infer<typeof campaignLogEntry>;
export const campaignLogPage = pageOf(campaignLogEntry);
export const listCampaignLogQuery = pageQuery.extend({ level: z.enum(logLevels).optional() });
