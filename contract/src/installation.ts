import { z } from 'zod';

/** What a page must know before anybody is signed in. */
export const installation = z.object({
  /** False on a fresh installation: the first to sign up becomes its root. */
  hasOwner: z.boolean(),
  /** Whether a stranger may explore a demo organization. */
  demoAvailable: z.boolean(),
  /** Whether somebody whom nobody invited may found an organization of their own, once there is an owner. */
  signUpOpen: z.boolean(),
  version: z.string(),
  /** Whether mails are really sent; else they are kept for the root to read. */
  mail: z.boolean(),
});
export type Installation = z.output<typeof installation>;
