import { z } from 'zod';
import { pageOf } from './page.ts';

/** A mail that was kept because there is no mail server. */
export const keptMail = z.object({
  id: z.uuid(),
  address: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  createdAt: z.iso.datetime(),
});
export type KeptMail = z.output<typeof keptMail>;
export const keptMailPage = pageOf(keptMail);
