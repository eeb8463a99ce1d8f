export { routes } from './routes.ts';
export { createMember } from './create-member.ts';
