import { z } from 'zod';

/** The emulated networks that a channel can be made on. */
export const sandboxKinds = ['sms-smpp', 'telegram-bot'] as const;

/** One click makes a ready channel; the name is ours unless one is given. */
export const createSandboxChannelBody = z.strictObject({
  kind: z.enum(sandboxKinds),
  name: z.string().trim().min(1).max(200).optional(),
});

const networkName = z.enum(['sms', 'telegram']);

/** Digits with or without `+`. */
const number = z
  .string()
  .regex(/^\+?\d{3,20}$/)
  .transform((value) => value.replace('+', ''));

/** An account of this organization on an emulated network. */
export const sandboxAccount = z.object({
  channelId: z.uuid(),
  channelName: z.string(),
  network: networkName,
  /** What customers see: the sender, the bot's name. */
  title: z.string(),
  /** Customers answer by themselves. */
  answering: z.boolean(),
  /** The fault that was chosen; null: none. */
  fault: z.string().nullable(),
});

export const sandbox = z.object({
  networks: z.array(
    z.object({
      network: networkName,
      /** A customer writes to a sender by its name or number; elsewhere to the account. */
      hasSenders: z.boolean(),
      takesPictures: z.boolean(),
      faults: z.array(z.object({ name: z.string(), text: z.string() })),
    }),
  ),
  accounts: z.array(sandboxAccount),
});
export type Sandbox = z.infer<typeof sandbox>;
export type SandboxAccount = z.infer<typeof sandboxAccount>;

export const sandboxAccountParams = z.object({ channelId: z.uuid() });
export const updateSandboxAccountBody = z.strictObject({
  answering: z.boolean().optional(),
  fault: z.string().max(50).nullable().optional(),
});

export const phoneParams = z.object({ number });

/** What is newer than a position: a page that stays open asks again and again for little. */
export const listPhonesQuery = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  search: z.string().max(100).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const picture = z.object({ id: z.string(), name: z.string(), type: z.string() });

export const phoneMessage = z.object({
  id: z.number().int(),
  channelId: z.uuid(),
  network: networkName,
  /** `received` by the phone, `sent` from it. */
  direction: z.enum(['received', 'sent']),
  /** Our sender, as the phone shows it. */
  sender: z.string(),
  text: z.string(),
  picture: picture.nullable(),
  time: z.iso.datetime(),
});
export type PhoneMessage = z.infer<typeof phoneMessage>;

const phone = z.object({
  /** E.164. */
  number: z.string(),
  name: z.string().nullable(),
  online: z.boolean(),
  /** Channels whose messages this customer refuses. */
  blocked: z.array(z.uuid()),
  /** Messages that wait for the phone to be online. */
  waiting: z.number().int(),
  /** Grows with every change. */
  changed: z.number().int(),
});

export const listedPhone = phone.extend({ last: phoneMessage.nullable() });
export type ListedPhone = z.infer<typeof listedPhone>;

/** `position` is the next request's `after`. */
export const phoneList = z.object({
  position: z.number().int(),
  total: z.number().int(),
  phones: z.array(listedPhone),
});
export type PhoneList = z.infer<typeof phoneList>;

/** Messages oldest first. */
export const phoneDetails = phone.extend({
  /** Channels of which the phone shows that somebody is writing, and for how long yet. */
  typing: z.array(z.object({ channelId: z.uuid(), milliseconds: z.number() })),
  messages: z.array(phoneMessage),
});
export type PhoneDetails = z.infer<typeof phoneDetails>;

export const updatePhoneBody = z.strictObject({
  name: z.string().trim().min(1).max(64).nullable().optional(),
  online: z.boolean().optional(),
});

/** `to`: the sender that the customer answers, on networks that have senders. */
const target = { channelId: z.uuid(), to: z.string().max(20).optional() };

export const phoneAnswerBody = z.strictObject({ ...target, text: z.string().trim().min(1).max(4_000) });
export const phonePictureQuery = z.object({ channelId: z.uuid(), text: z.string().max(1_000).default('') });
export const phoneBlockBody = z.strictObject({ channelId: z.uuid(), blocked: z.boolean() });
export const pictureParams = z.object({ picture: z.string().regex(/^[\da-f]{64}$/) });
