export { findOrCreateGroups } from './find-or-create-groups.ts';
export { getGroup, getOpenGroup } from './get-group.ts';
export { joinGroup, joinGroupAsNewcomers } from './join-group.ts';
export { leaveAllGroups } from './leave-all-groups.ts';
export { leaveGroup } from './leave-group.ts';
export { routes } from './routes.ts';
export { addGroupMembers } from './add-group-members.ts';
export { createGroup } from './create-group.ts';
