import { changePasswordBody, ended, me, sessionList, signInBody, signUpBody } from '@parley/contract/accounts';
import { idParams } from '@parley/contract/page';
import { routesOf } from '#platform/http/route';
import { changePassword } from './change-password.ts';
import { getMe } from './get-me.ts';
import { listSessions } from './list-sessions.ts';
import { revokeSession } from './revoke-session.ts';
import { signIn } from './sign-in.ts';
import { signOut, signOutEverywhere } from './sign-out.ts';
import { signUp } from './sign-up.ts';

const { session, list } = routesOf('accounts');

session(
  'POST',
  '/sign-up',
  'public',
  {
    summary: 'Create an account with an organization of its own',
    body: signUpBody,
    response: me,
    status: 201,
    errors: ['email_taken', 'connection_not_secure'],
    perMinute: 10,
  },
  signUp,
);
session(
  'POST',
  '/sign-in',
  'public',
  {
    summary: 'Sign in',
    body: signInBody,
    response: me,
    errors: ['sign_in_failed', 'connection_not_secure'],
    perMinute: 20,
  },
  signIn,
);
session(
  'POST',
  '/sign-out',
  'signed_in',
  { summary: 'End this session', response: ended, errors: ['person_required'] },
  signOut,
);
session(
  'POST',
  '/sign-out-everywhere',
  'signed_in',
  { summary: 'End all my sessions', response: ended, errors: ['person_required'] },
  signOutEverywhere,
);
session(
  'GET',
  '/sessions',
  'signed_in',
  { summary: 'List where I am signed in', response: sessionList, errors: ['person_required'] },
  listSessions,
);
session(
  'DELETE',
  '/sessions/:id',
  'signed_in',
  {
    summary: 'End one of my sessions',
    params: idParams,
    response: ended,
    errors: ['record_missing', 'person_required'],
  },
  revokeSession,
);
session('GET', '/me', 'signed_in', { summary: 'Who I am and what I may do', response: me }, getMe);
session(
  'POST',
  '/me/password',
  'signed_in',
  {
    summary: 'Change my password',
    body: changePasswordBody,
    response: ended,
    errors: ['person_required'],
    perMinute: 10,
  },
  changePassword,
);

export const routes = list;
