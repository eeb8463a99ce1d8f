import { z } from 'zod';
import { email, language, newPassword, personName, remember, timeZone } from './accounts.ts';
import { pageOf, pageQuery } from './page.ts';
import { roles } from './permissions.ts';

/** Days for which an invitation stands. */
export const invitationDays = 7;

/** Somebody who was asked to come and has not come yet. */
export const invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(roles),
  /** `void`: whoever invited may no longer do so. Invite again to make it good. */
  state: z.enum(['pending', 'expired', 'void']),
  /** Null for a program with a key. */
  invitedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  invitedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** How the mail with the link fares; null where there is no mail server. */
  mail: z.enum(['queued', 'sent', 'failed', 'unknown']).nullable(),
  /** To be handed over by whoever may invite, only where there is no mail server. */
  link: z.string().nullable(),
});
export type Invitation = z.output<typeof invitation>;
export const invitationPage = pageOf(invitation);
export const listInvitationsQuery = pageQuery;

/** In place of an open invitation of the same address, whose link is void from then on. */
export const createInvitationBody = z.strictObject({
  email,
  role: z.enum(roles),
  /** Of the mail; the organization's when not given. Who has an account gets it in their own. */
  language: language.optional(),
});
export type CreateInvitation = z.output<typeof createInvitationBody>;

/** What the link carries behind its #. */
const token = z.string().min(1).max(100);
export const invitationLinkBody = z.strictObject({ token });
export type InvitationLink = z.output<typeof invitationLinkBody>;

/** For who holds the link, before they decide. */
export const invitationFacts = z.object({
  organizationName: z.string(),
  email: z.string(),
  role: z.enum(roles),
  /** The name of whoever invited. */
  invitedBy: z.string().nullable(),
  expiresAt: z.iso.datetime(),
  /** They sign in to it first; nobody gets a second one. */
  hasAccount: z.boolean(),
  /** Who is signed in where the link was opened: the same address joins with one click, another one does not come in. */
  you: z.object({ name: z.string(), email: z.string() }).nullable(),
});
export type InvitationFacts = z.output<typeof invitationFacts>;

/** Organization, address and role are those of the invitation. */
export const acceptInvitationBody = z.strictObject({
  token,
  name: personName,
  password: newPassword,
  language: language.optional(),
  timeZone: timeZone.optional(),
  remember,
});
export type AcceptInvitation = z.output<typeof acceptInvitationBody>;
