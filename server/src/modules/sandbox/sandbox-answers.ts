/** What the sandbox's control server answers, as this module reads it. Another process wrote it, so it is checked. */
import { z } from 'zod';

const network = z.enum(['sms', 'telegram']);

export const networkAnswer = z.object({
  networks: z.array(
    z.object({
      name: network,
      hasSenders: z.boolean(),
      takesPictures: z.boolean(),
      faultChoices: z.array(z.object({ name: z.string(), en: z.string(), ru: z.string() })),
    }),
  ),
});

const account = {
  network,
  id: z.string(),
  title: z.string(),
  answering: z.boolean(),
  fault: z.string().nullable(),
};
export const accountAnswer = z.object(account);
export const openedAccount = z.object({ ...account, secret: z.string() });
export const accountsAnswer = z.object({ accounts: z.array(accountAnswer) });

export const messageAnswer = z.object({
  id: z.number(),
  network,
  account: z.string(),
  direction: z.enum(['received', 'sent']),
  sender: z.string(),
  text: z.string(),
  picture: z.object({ id: z.string(), name: z.string(), type: z.string() }).nullable(),
  /** Null while it waits for the phone. */
  time: z.number().nullable(),
});

const phone = {
  number: z.string(),
  name: z.string().nullable(),
  online: z.boolean(),
  blocked: z.array(z.string()),
  waiting: z.number(),
  changed: z.number(),
  last: messageAnswer.nullable(),
};
export const phoneAnswer = z.object(phone);
export const phonesAnswer = z.object({ position: z.number(), total: z.number(), phones: z.array(phoneAnswer) });
export const phoneDetailsAnswer = z.object({
  ...phone,
  typing: z.array(z.object({ account: z.string(), milliseconds: z.number() })),
  messages: z.array(messageAnswer),
});
export const pictureAnswer = z.object({ type: z.string(), base64: z.string() });
