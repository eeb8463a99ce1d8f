export { checkMayManage, isOwner } from './check-may-manage.ts';
export { createMember } from './create-member.ts';
export { insertMember } from './members-queries.ts';
export { routes } from './routes.ts';
