import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

const groupName = z.string().trim().min(1).max(200);

export const createGroupBody = z.strictObject({ name: groupName });
export const updateGroupBody = z.strictObject({ name: groupName.optional(), archived: z.boolean().optional() });

export const group = z.object({
  id: z.uuid(),
  name: z.string(),
  memberCount: z.number().int(),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
});
export type Group = z.infer<typeof group>;
export const groupPage = pageOf(group);

export const listGroupsQuery = pageQuery.extend({ archived: z.enum(['true', 'false']).default('false') });

export const groupMember = z.object({
  contactId: z.uuid(),
  displayName: z.string(),
  /** The primary ones. */
  phone: z.string().nullable(),
  email: z.string().nullable(),
  addedAt: z.iso.datetime(),
});
export const groupMemberPage = pageOf(groupMember);

/** Of a filtered set of any size see `POST /contacts/bulk/groups`. */
export const changeMembersBody = z.strictObject({ contactIds: z.array(z.uuid()).min(1).max(10_000) });
/** Those who were members already, or were not, are not counted. */
export const membersChanged = z.object({ changed: z.number().int(), memberCount: z.number().int() });
