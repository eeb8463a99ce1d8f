import { z } from 'zod';
import { moment, pageOf, pageQuery } from './page.ts';

const text = (longest: number) => z.string().trim().min(1).max(longest);
const line = (longest: number) =>
  text(longest).refine((value) => !/\p{Cc}/u.test(value), {
    message: 'One line, without control characters.',
    params: { rule: 'control_character', ru: 'Одна строка, без управляющих символов.' },
  });

export const networks = ['sms', 'telegram', 'whatsapp', 'email'] as const;
export const consentNetworks = [...networks, 'any'] as const;
export const consentBases = ['consent', 'contract', 'own_list', 'generated'] as const;
const reachability = z.enum(['unknown', 'valid', 'invalid']);

export const tagName = line(100);

/** A template's `{{custom.key}}` is one of these. */
export const attributeKey = z.string().refine((key) => /^[\p{L}\p{N}_-]{1,64}$/u.test(key) && key !== '__proto__', {
  message: 'Letters, digits, - and _, at most 64.',
  params: { rule: 'attribute_key_not_valid', ru: 'Буквы, цифры, - и _, не больше 64.' },
});
const attributeValue = z.union([z.string().max(2_000), z.number(), z.boolean()]);

/** As a person writes it; the server makes it comparable. */
const email = z.string().trim().min(1).max(320);

const webAddress = z.url({ protocol: /^https?$/ }).max(500);

const birthday = z.iso.date().refine((date) => date >= '1900-01-01', {
  message: 'A year from 1900 on.',
  params: { rule: 'birthday_too_early', ru: 'Год не раньше 1900.' },
});

const timeZoneName = z.string().refine(isTimeZone, {
  message: 'A time zone by its IANA name, like Europe/Moscow.',
  params: { rule: 'time_zone_unknown', ru: 'Часовой пояс по названию IANA, например Europe/Moscow.' },
});

function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // An offset does not say when clocks change.
    return /^[A-Z]/.test(timeZone);
  } catch {
    return false;
  }
}

/** A phone as a person writes it: without `+` it is a national number of the organization's country. */
const phoneInput = z.strictObject({
  phone: z.string().trim().min(1).max(60),
  label: line(60).nullish(),
  /** Without any, the first is the primary one. */
  primary: z.boolean().optional(),
});
const emailInput = z.strictObject({ email, label: line(60).nullish(), primary: z.boolean().optional() });

const consentFacts = {
  basis: z.enum(consentBases),
  /** What the person read and agreed to. */
  wording: text(4_000).nullish(),
  /** Where it was given: `form on example.com`, `contract 17/2`. */
  source: line(200),
};

const fields = {
  firstName: line(100).nullable(),
  lastName: line(100).nullable(),
  middleName: line(100).nullable(),
  company: line(300).nullable(),
  city: line(100).nullable(),
  region: line(100).nullable(),
  postalCode: line(20).nullable(),
  address: line(500).nullable(),
  website: webAddress.nullable(),
  timeZone: timeZoneName.nullable(),
  language: z.enum(['en', 'ru']).nullable(),
  leadSource: line(200).nullable(),
  birthday: birthday.nullable(),
  ownerId: z.uuid().nullable(),
  notes: text(10_000).nullable(),
};
const lists = {
  phones: z.array(phoneInput).max(20),
  emails: z.array(emailInput).max(20),
  tags: z.array(tagName).max(100),
};

export const createContactBody = z
  .strictObject({
    ...fields,
    ...lists,
    attributes: z.record(attributeKey, attributeValue),
    consents: z
      .array(z.strictObject({ network: z.enum(consentNetworks), ...consentFacts }))
      .max(consentNetworks.length),
  })
  .partial();
export type CreateContactBody = z.output<typeof createContactBody>;

/** What is not named stays as it is. Lists are replaced as a whole; of `attributes` only the named keys change, null removes one. */
export const updateContactBody = z
  .strictObject({
    ...fields,
    ...lists,
    attributes: z.record(attributeKey, attributeValue.nullable()),
    /** The `updatedAt` this change is based on: if the contact was changed since, the answer is `contact_changed`. */
    basedOn: z.iso.datetime(),
  })
  .partial();
export type UpdateContactBody = z.output<typeof updateContactBody>;

const addressReach = z.object({
  state: reachability,
  checkedAt: z.iso.datetime().nullable(),
  how: z.string().nullable(),
});

export const contactConsent = z.object({
  network: z.enum(consentNetworks),
  basis: z.enum(consentBases),
  wording: z.string().nullable(),
  source: z.string(),
  recordedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable(),
});

export const contact = z.object({
  id: z.uuid(),
  displayName: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  middleName: z.string().nullable(),
  company: z.string().nullable(),
  city: z.string().nullable(),
  region: z.string().nullable(),
  postalCode: z.string().nullable(),
  address: z.string().nullable(),
  website: z.string().nullable(),
  timeZone: z.string().nullable(),
  language: z.enum(['en', 'ru']).nullable(),
  leadSource: z.string().nullable(),
  birthday: z.iso.date().nullable(),
  ownerId: z.uuid().nullable(),
  notes: z.string().nullable(),
  attributes: z.record(z.string(), attributeValue),
  phones: z.array(
    z.object({
      phone: z.string(),
      label: z.string().nullable(),
      primary: z.boolean(),
      type: z.enum(['mobile', 'fixed', 'fixed_or_mobile', 'voip', 'toll_free', 'premium', 'other']),
      country: z.string().nullable(),
      whatsapp: addressReach,
      telegram: addressReach,
    }),
  ),
  emails: z.array(z.object({ email: z.string(), label: z.string().nullable(), primary: z.boolean() })),
  identities: z.array(z.object({ network: z.string(), externalId: z.string(), username: z.string().nullable() })),
  tags: z.array(z.string()),
  groups: z.array(z.object({ id: z.uuid(), name: z.string() })),
  consents: z.array(contactConsent),
  /** Entries of the suppression list that stop marketing to this person or to one of the addresses. */
  suppressions: z.array(
    z.object({
      kind: z.string(),
      subject: z.string(),
      reason: z.string(),
      source: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
  /** Campaigns in which this person has a place, whether or not it was reached; `lastCampaign` is the one started last. */
  campaignCount: z.number().int(),
  lastCampaign: z.object({ id: z.uuid(), name: z.string(), startedAt: z.iso.datetime() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Contact = z.infer<typeof contact>;

const reach = z.enum(['none', 'unknown', 'valid', 'invalid']);

export const contactSummary = z.object({
  id: z.uuid(),
  displayName: z.string(),
  company: z.string().nullable(),
  city: z.string().nullable(),
  /** The primary ones. */
  phone: z.string().nullable(),
  email: z.string().nullable(),
  tags: z.array(z.string()),
  owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** The best that is known over all of the addresses; `none` without one. */
  reach: z.object({ sms: reach, whatsapp: reach, telegram: reach, email: reach }),
  /** The networks of the consents in force. */
  consents: z.array(z.enum(consentNetworks)),
  /** An entry of the suppression list stops marketing to this person or to one of the addresses. */
  suppressed: z.boolean(),
  campaignCount: z.number().int(),
  lastCampaignAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ContactSummary = z.infer<typeof contactSummary>;
export const contactPage = pageOf(contactSummary);

const mostChoices = 50;
/** One, or several of which any will do: `?tag=a&tag=b`. */
const oneOrMore = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).min(1).max(mostChoices)]);
const network = z.enum(networks);
/** An empty city stands for none. */
const cityChoice = z.union([line(100), z.literal('')]);

const filterFields = {
  /**
   * Words of the name, in any order, letter case and keyboard layout, `ё` and `е` being one letter; words of one or two
   * letters begin a word of the name. Or the beginning or end of a phone, in any form. Or the beginning of an e-mail.
   */
  q: line(100),
  groupId: oneOrMore(z.uuid()),
  notGroupId: oneOrMore(z.uuid()),
  tag: oneOrMore(tagName),
  notTag: oneOrMore(tagName),
  city: oneOrMore(cityChoice),
  owner: oneOrMore(z.union([z.uuid(), z.literal('none')])),
  createdAfter: moment,
  createdBefore: moment,
  /** Has an address there that is not known to be dead; on WhatsApp and Telegram one that is known to be alive. */
  reachable: network,
  /** A consent for this network, or for any, is in force. */
  consent: network,
  noConsent: network,
  /** Whether the person, or one of the addresses, is on the suppression list. */
  optedOut: z.enum(['true', 'false']),
  /** Had no place in a campaign that was started then or later. */
  noCampaignSince: moment,
  campaignSince: moment,
  /** Made by this import. */
  importId: z.uuid(),
  /** In any form a person writes it; compared as a whole. */
  phone: z.string().trim().min(1).max(60),
  email,
};
/** A contact must meet all of them. */
export const contactFilter = z.strictObject(filterFields).partial();
export type ContactFilter = z.output<typeof contactFilter>;

export const contactSorts = [
  '-created',
  'created',
  'name',
  '-name',
  'city',
  '-city',
  'lastCampaign',
  '-lastCampaign',
] as const;
export type ContactSort = (typeof contactSorts)[number];
const sort = z.enum(contactSorts).default('-created');

/** A page may hold fewer than `limit` and not be the last: who is hard to find is looked for from page to page. */
export const listContactsQuery = z.strictObject({ ...contactFilter.shape, ...pageQuery.shape, sort });
export type ListContactsQuery = z.output<typeof listContactsQuery>;

/** As far as a list can be opened in the middle. */
export const mostPlaces = 100_000;

/** Where the pages of a list begin, so that any of them can be opened at once. */
export const contactPlacesQuery = z.strictObject({
  ...contactFilter.shape,
  sort,
  pageSize: z.coerce.number().int().min(50).max(200).default(100),
});
export type ContactPlacesQuery = z.output<typeof contactPlacesQuery>;
export const contactPlaces = z.object({
  /** How many were found in the time of a request. Unless `exact`, there are more: `GET /contacts/count` says how many. */
  total: z.number().int(),
  exact: z.boolean(),
  /** The cursor of the second page, the third and so on, as far as they are known at once. */
  cursors: z.array(z.string()),
});
export type ContactPlaces = z.infer<typeof contactPlaces>;

/** What takes longer than two seconds to count is an estimate, from those who were looked at by then. */
export const contactCount = z.object({ total: z.number().int(), exact: z.boolean() });
export type ContactCount = z.infer<typeof contactCount>;

export const contactValuesQuery = z.strictObject({ field: z.enum(['tag', 'city']) });
/** The most frequent first, at most 500. */
export const contactValues = z.object({ data: z.array(z.object({ value: z.string(), count: z.number().int() })) });
export type ContactValues = z.infer<typeof contactValues>;

export const recordConsentParams = z.object({ id: z.uuid(), network: z.enum(consentNetworks) });
export const recordConsentBody = z.strictObject(consentFacts);

/**
 * Who a bulk action is for: a filter with at least one condition, the contacts themselves by `ids`, or `all`, which has to
 * be said, so that nobody takes everyone by mistake.
 */
export const bulkFilter = z
  .strictObject({
    ...contactFilter.shape,
    ids: z.array(z.uuid()).min(1).max(10_000).optional(),
    all: z.literal(true).optional(),
  })
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
    message: 'Give at least one condition.',
    params: { rule: 'filter_empty', ru: 'Укажите хотя бы одно условие.' },
  });
export type BulkFilter = z.output<typeof bulkFilter>;
export const bulkGroupBody = z.strictObject({
  filter: bulkFilter,
  groupId: z.uuid(),
  action: z.enum(['add', 'remove']),
});
export const bulkTagBody = z.strictObject({ filter: bulkFilter, tag: tagName, action: z.enum(['add', 'remove']) });
/** Null leaves them without an owner. */
export const bulkOwnerBody = z.strictObject({ filter: bulkFilter, ownerId: z.uuid().nullable() });
/** What is known of all their phones there is forgotten, or said by a person. */
export const bulkReachabilityBody = z.strictObject({
  filter: bulkFilter,
  network: z.enum(['whatsapp', 'telegram']),
  state: reachability,
});
export const bulkEraseBody = z.strictObject({ filter: bulkFilter });
/** The bulk action goes on as a task of its own. */
export const bulkStarted = z.object({ taskId: z.uuid() });
