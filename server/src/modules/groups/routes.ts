import {
  changeMembersBody,
  createGroupBody,
  group,
  groupMemberPage,
  groupPage,
  listGroupsQuery,
  membersChanged,
  updateGroupBody,
} from '@parley/contract/groups';
import { idParams, pageQuery } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { addGroupMembers } from './add-group-members.ts';
import { createGroup } from './create-group.ts';
import { deleteGroup } from './delete-group.ts';
import { getGroup } from './get-group.ts';
import { listGroupMembers } from './list-group-members.ts';
import { listGroups } from './list-groups.ts';
import { removeGroupMembers } from './remove-group-members.ts';
import { updateGroup } from './update-group.ts';

const { get, post, patch, remove, list } = routesOf('groups');

get(
  '/groups',
  {
    summary: 'List groups by name',
    permission: 'contacts:read',
    query: listGroupsQuery,
    response: groupPage,
    errors: ['cursor_invalid'],
  },
  listGroups,
);
post(
  '/groups',
  {
    summary: 'Create a group',
    permission: 'groups:write',
    body: createGroupBody,
    response: group,
    status: 201,
    errors: ['group_name_taken'],
  },
  createGroup,
);
get(
  '/groups/:id',
  {
    summary: 'Get a group',
    permission: 'contacts:read',
    params: idParams,
    response: group,
    errors: ['record_missing'],
  },
  getGroup,
);
patch(
  '/groups/:id',
  {
    summary: 'Rename, archive or restore a group',
    permission: 'groups:write',
    params: idParams,
    body: updateGroupBody,
    response: group,
    errors: ['record_missing', 'group_name_taken'],
  },
  updateGroup,
);
remove(
  '/groups/:id',
  {
    summary: 'Delete a group that nothing refers to',
    permission: 'groups:write',
    params: idParams,
    response: z.object({ deleted: z.literal(true) }),
    errors: ['record_missing', 'group_in_use'],
  },
  deleteGroup,
);
get(
  '/groups/:id/members',
  {
    summary: 'List the members of a group',
    permission: 'contacts:read',
    params: idParams,
    query: pageQuery,
    response: groupMemberPage,
    errors: ['record_missing', 'cursor_invalid'],
  },
  listGroupMembers,
);
post(
  '/groups/:id/members',
  {
    summary: 'Put contacts into a group',
    permission: 'groups:write',
    params: idParams,
    body: changeMembersBody,
    response: membersChanged,
    errors: ['record_missing', 'group_archived'],
  },
  addGroupMembers,
);
post(
  '/groups/:id/members/remove',
  {
    summary: 'Take contacts out of a group',
    permission: 'groups:write',
    params: idParams,
    body: changeMembersBody,
    response: membersChanged,
    errors: ['record_missing'],
  },
  removeGroupMembers,
);

export const routes = list;
