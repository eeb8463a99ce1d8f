import { z } from 'zod';
import { deliveryStates } from './delivery-states.ts';
import { fault } from './fault.ts';
import { pageOf, pageQuery } from './page.ts';

export const templateTargets = ['universal', 'sms', 'whatsapp', 'telegram', 'email'] as const;
export type TemplateTarget = (typeof templateTargets)[number];

/** Longer than any messenger takes: what a network allows is checked against the channel. */
export const longestItemText = 10_000;

const itemText = z
  .string()
  .max(longestItemText)
  .refine((text) => text.trim() !== '', {
    message: 'Write a text.',
    params: { rule: 'required', ru: 'Напишите текст.' },
  });

/** One thing that is sent. `kind` leaves room for files. */
export const templateItem = z.strictObject({ kind: z.literal('text'), text: itemText });
export type TemplateItem = z.infer<typeof templateItem>;

/** A SINGLE template has exactly one item. */
const templateItems = z.array(templateItem).length(1);
const templateName = z.string().trim().min(1).max(200);

export const createTemplateBody = z.strictObject({
  name: templateName,
  type: z.literal('SINGLE').default('SINGLE'),
  target: z.enum(templateTargets).default('universal'),
  categoryId: z.uuid().nullable().optional(),
  items: templateItems,
});

/** Other items make a new version; running campaigns keep the one they were started with. */
export const updateTemplateBody = z.strictObject({
  name: templateName.optional(),
  target: z.enum(templateTargets).optional(),
  categoryId: z.uuid().nullable().optional(),
  items: templateItems.optional(),
  archived: z.boolean().optional(),
});

export const template = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.enum(['SINGLE']),
  target: z.enum(templateTargets),
  categoryId: z.uuid().nullable(),
  version: z.number().int(),
  items: z.array(templateItem),
  /** Campaigns that use it, drafts included. */
  campaignCount: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
});
export type Template = z.infer<typeof template>;
export const templatePage = pageOf(template);

/** What was saved, and what may not be as meant: an attribute that no contact seems to have. */
export const savedTemplate = template.extend({ warnings: z.array(fault) });
export type SavedTemplate = z.infer<typeof savedTemplate>;

/** `search` finds a part of the name or of the text, in any case. */
export const listTemplatesQuery = pageQuery.extend({
  search: z.string().trim().min(1).max(200).optional(),
  target: z.enum(templateTargets).optional(),
  /** `none`: those in no category. */
  categoryId: z.union([z.uuid(), z.literal('none')]).optional(),
  archived: z.enum(['true', 'false']).default('false'),
});

export const templateVersion = z.object({
  version: z.number().int(),
  items: z.array(templateItem),
  createdBy: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
});
export type TemplateVersion = z.infer<typeof templateVersion>;
export const templateVersionPage = pageOf(templateVersion);

export const templateVersionParams = z.object({ id: z.uuid(), version: z.coerce.number().int().min(1).max(1_000_000) });

/** What the variables stand for in a preview without a contact; those left out have a sample of ours. */
const sampleValues = z.strictObject({
  firstName: z.string().max(200),
  lastName: z.string().max(200),
  middleName: z.string().max(200),
  fullName: z.string().max(200),
  phone: z.string().max(50),
  email: z.string().max(254),
  company: z.string().max(200),
  city: z.string().max(200),
  custom: z.record(z.string().max(64), z.string().max(1_000)),
});

/** Renders items that need not be saved: for each contact given, else once with sample values. */
export const previewTemplateBody = z.strictObject({
  items: templateItems,
  contactIds: z.array(z.uuid()).max(20).default([]),
  values: sampleValues.partial().default({}),
});

export const renderedItem = z.object({
  text: z.string(),
  /** The text cut where variables stand, so that what was put in can be shown. */
  spans: z.array(z.object({ text: z.string(), variable: z.string().nullable() })),
  /** Variables without a value and without a fallback. */
  emptyVariables: z.array(z.string()),
  /** What it takes as SMS. A unit is a septet in gsm7 and two bytes in ucs2. */
  sms: z.object({
    encoding: z.enum(['gsm7', 'ucs2']),
    parts: z.number().int(),
    units: z.number().int(),
    perPart: z.number().int(),
    unitsLeft: z.number().int(),
  }),
});

export const templatePreview = z.object({
  previews: z.array(
    z.object({
      /** Null: sample values. */
      contactId: z.uuid().nullable(),
      displayName: z.string().nullable(),
      items: z.array(renderedItem),
    }),
  ),
  warnings: z.array(fault),
});
export type TemplatePreview = z.infer<typeof templatePreview>;

/** Beside the built-in variables: `{{custom.key}}`. */
export const templateAttributes = z.object({ data: z.array(z.object({ key: z.string(), example: z.string() })) });
export type TemplateAttributes = z.infer<typeof templateAttributes>;

const categoryName = z.string().trim().min(1).max(100);

export const templateCategory = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Templates in it that are not archived. */
  templateCount: z.number().int(),
});
export type TemplateCategory = z.infer<typeof templateCategory>;

/** By name. An organization has a few dozen: they come all at once. */
export const templateCategoryList = z.object({ data: z.array(templateCategory) });
export const templateCategoryBody = z.strictObject({ name: categoryName });

/** A category with templates is deleted only with a word on where they go: another category, or `none`. */
export const deleteTemplateCategoryQuery = z.object({ moveTo: z.union([z.uuid(), z.literal('none')]).optional() });

/** A contact whom anybody of the organization may send a text to, to see how it arrives. */
export const tester = z.object({
  contactId: z.uuid(),
  displayName: z.string(),
  phone: z.string().nullable(),
  /** Accounts that may write to this person because the person wrote to them first: bots. */
  knownTo: z.array(z.uuid()),
});
export type Tester = z.infer<typeof tester>;
/** By name; `last` is what whoever asks chose for the last test, as far as it is still there. */
export const testerList = z.object({
  data: z.array(tester),
  last: z.object({ channelId: z.uuid(), testerIds: z.array(z.uuid()) }).nullable(),
});
export type TesterList = z.infer<typeof testerList>;
export const addTesterBody = z.strictObject({ contactId: z.uuid() });
export const testerParams = z.object({ contactId: z.uuid() });

/** All of the testers, or none. `asContactId`: whose values stand in the text; without it each tester's own. */
export const sendTestBody = z.strictObject({
  items: templateItems,
  channelId: z.uuid(),
  testerIds: z.array(z.uuid()).min(1).max(10),
  asContactId: z.uuid().optional(),
});

export const testSend = z.object({
  id: z.uuid(),
  testerId: z.uuid(),
  state: z.enum(deliveryStates),
  reason: z.string().nullable(),
});
export type TestSend = z.infer<typeof testSend>;
export const testSendList = z.object({ data: z.array(testSend) });
