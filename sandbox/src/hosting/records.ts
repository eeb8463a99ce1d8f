import { z } from 'zod';

const networkName = z.enum(['sms', 'telegram']);

const accountRecord = z.object({
  kind: z.literal('account'),
  network: networkName,
  id: z.string(),
  secret: z.string(),
  title: z.string(),
  owner: z.string(),
  /** Customers answer by themselves. */
  answering: z.boolean(),
  fault: z.string().nullable(),
});

const phoneRecord = z.object({
  kind: z.literal('phone'),
  owner: z.string(),
  number: z.string(),
  name: z.string().nullable(),
  language: z.string().nullable(),
  online: z.boolean(),
  /** Accounts, as `network/id`. */
  blocked: z.array(z.string()),
});

const messageRecord = z.object({
  kind: z.literal('message'),
  owner: z.string(),
  /** Of the phone. */
  number: z.string(),
  id: z.number(),
  network: networkName,
  account: z.string(),
  /** `received` by the phone, `sent` from it. */
  direction: z.enum(['received', 'sent']),
  /** Our sender, as the phone shows it. */
  sender: z.string(),
  text: z.string(),
  picture: z.object({ id: z.string(), name: z.string(), type: z.string() }).nullable(),
  /** Unix milliseconds: when the phone has it. Null: it waits for the phone to be online. */
  time: z.number().nullable(),
});

const removalRecord = z.object({
  kind: z.literal('removed'),
  owner: z.string(),
  /** `network/id`; null: everything of the owner. */
  account: z.string().nullable(),
});

/** What waited arrived, because the phone came back. */
const arrivalRecord = z.object({ kind: z.literal('arrived'), owner: z.string(), number: z.string(), time: z.number() });

/** Messages that are told of as if they had come then: the past of a demo. Pairs of id and Unix milliseconds. */
const datedRecord = z.object({
  kind: z.literal('dated'),
  owner: z.string(),
  number: z.string(),
  times: z.array(z.tuple([z.number(), z.number()])),
});

export const stateRecord = z.discriminatedUnion('kind', [
  accountRecord,
  phoneRecord,
  messageRecord,
  removalRecord,
  arrivalRecord,
  datedRecord,
]);

export type StateRecord = z.infer<typeof stateRecord>;
export type AccountRecord = z.infer<typeof accountRecord>;
export type PhoneRecord = z.infer<typeof phoneRecord>;
export type MessageRecord = z.infer<typeof messageRecord>;
