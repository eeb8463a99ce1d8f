import { createdMember, createMemberBody, listMembersQuery, member, memberPage, updateMemberBody } from '@parley/contract/members';
import { idParams } from '@parley/contract/page';
import { routesOf } from '#platform/http/route';
import { createMember } from './create-member.ts';
import { listMembers } from './list-members.ts';
import { renewPassword } from './renew-password.ts';
import { updateMember } from './update-member.ts';

const { stream, list } = routesOf('members');

stream(
  'GET',
  '/members',
  {
    summary: 'List who belongs to my organization',
    permission: 'members:list',
    query: listMembersQuery,
    response: memberPage,
    errors: ['cursor_invalid'],
  },
  listMembers,
);
stream(
  'POST',
  '/members',
  {
    summary: 'Add a member with a one-time password, which is shown only in this answer',
    permission: 'members:write',
    body: createMemberBody,
    response: createdMember,
    status: 201,
    errors: ['email_taken', 'owner_only'],
    perMinute: 30,
  },
  createMember,
);
stream(
  'PATCH',
  '/members/:id',
  {
    summary: 'Change the role of a member, or let them in no more',
    permission: 'members:write',
    params: idParams,
    body: updateMemberBody,
    response: member,
    errors: ['record_missing', 'owner_only', 'owner_required'],
  },
  updateMember,
);
stream(
  'POST',
  '/members/:id/one-time-password',
  {
    summary: 'Give a member a new one-time password, which is shown only in this answer',
    permission: 'members:write',
    params: idParams,
    response: createdMember,
    errors: ['record_missing', 'owner_only', 'member_shared'],
    perMinute: 30,
  },
  renewPassword,
);

export const routes = list;
