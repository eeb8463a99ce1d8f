import { z } from 'zod';
import { avatarUrl, email, language, personName } from './accounts.ts';
import { pageOf, pageQuery } from './page.ts';
import { roles } from './permissions.ts';

/** Somebody of the organization. Everybody who works with customers sees who there is. */
export const member = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(roles),
  avatarUrl,
  isDisabled: z.boolean(),
  /** For those who may look after members (`members:read`), else null. */
  details: z
    .object({
      email: z.string(),
      phone: z.string().nullable(),
      /** Has not yet chosen an own password. */
      isWaiting: z.boolean(),
      joinedAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type Member = z.output<typeof member>;
export const memberPage = pageOf(member);
export const listMembersQuery = pageQuery;

export const memberRole = z.enum(roles);

/** A login with a password that works once. The address is a name to sign in with: no mail is sent to it. */
export const createMemberBody = z.strictObject({
  name: personName,
  email,
  role: memberRole,
  /** The language of their first sign-in; the organization's when not given. */
  language: language.optional(),
});
export type CreateMember = z.output<typeof createMemberBody>;

/** The only answer that holds the one-time password. */
export const createdMember = z.object({
  member,
  oneTimePassword: z.string(),
  expiresAt: z.iso.datetime(),
});
export type CreatedMember = z.output<typeof createdMember>;

export const updateMemberBody = z.strictObject({ role: memberRole, isDisabled: z.boolean() }).partial();
export type UpdateMember = z.output<typeof updateMemberBody>;
