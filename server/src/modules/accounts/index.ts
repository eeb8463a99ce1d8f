export { addUser } from './add-user.ts';
export { authenticateSession } from './authenticate-session.ts';
export { avatarUrlOf } from './avatar-url.ts';
export { endSessionsOf } from './end-sessions-of.ts';
export { findSessionHolders } from './find-session-holders.ts';
export { scheduledJobs } from './jobs.ts';
export { mailKinds } from './password-mails.ts';
export { createOneTimePassword, setOneTimePassword } from './one-time-password.ts';
export { routes } from './routes.ts';
