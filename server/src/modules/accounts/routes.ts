import {
  accepted,
  avatarParams,
  avatarQuery,
  changePasswordBody,
  checkPasswordResetBody,
  checkSignUpBody,
  completeSignUpBody,
  ended,
  enterOrganizationBody,
  me,
  passwordResetFacts,
  requestPasswordResetBody,
  requestSignUpBody,
  resetPasswordBody,
  sessionList,
  signInBody,
  signUpBody,
  signUpFacts,
  updateMeBody,
  verifiedEmail,
  verifyEmailBody,
} from '@parley/contract/accounts';
import { pictureCrop } from '@parley/contract/files';
import { installation } from '@parley/contract/installation';
import { keptMailPage } from '@parley/contract/mail';
import { idParams, pageQuery } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { changePassword } from './change-password.ts';
import { checkPasswordReset } from './check-password-reset.ts';
import { checkSignUp } from './check-sign-up.ts';
import { completeSignUp } from './complete-sign-up.ts';
import { getInstallation } from './get-installation.ts';
import { getMailbox } from './get-mailbox.ts';
import { getMe } from './get-me.ts';
import { listSessions } from './list-sessions.ts';
import { openAvatar } from './open-avatar.ts';
import { requestEmailVerification } from './request-email-verification.ts';
import { requestPasswordReset } from './request-password-reset.ts';
import { requestSignUp } from './request-sign-up.ts';
import { resetPassword } from './reset-password.ts';
import { revokeOtherSessions, revokeSession } from './revoke-session.ts';
import { removeAvatar, saveAvatar } from './save-avatar.ts';
import { signIn } from './sign-in.ts';
import { signOut, signOutEverywhere } from './sign-out.ts';
import { signUp } from './sign-up.ts';
import { switchOrganization } from './switch-organization.ts';
import { updateMe } from './update-me.ts';
import { verifyEmail } from './verify-email.ts';

const { session, stream, list } = routesOf('accounts');

session(
  'POST',
  '/sign-up',
  'public',
  {
    summary: 'Own a fresh installation: the first account, with an organization of its own',
    body: signUpBody,
    response: me,
    status: 201,
    errors: ['installation_owned', 'connection_not_secure'],
    perMinute: 10,
  },
  signUp,
);
session(
  'POST',
  '/sign-up/request',
  'public',
  {
    summary: 'Have a link mailed that creates an account with an organization of its own',
    body: requestSignUpBody,
    response: accepted,
    status: 202,
    errors: ['sign_up_closed'],
    perMinute: 10,
  },
  requestSignUp,
);
session(
  'POST',
  '/sign-up/check',
  'public',
  {
    summary: 'Whose account a mailed link creates',
    body: checkSignUpBody,
    response: signUpFacts,
    errors: ['sign_up_link_invalid'],
    perMinute: 20,
  },
  checkSignUp,
);
session(
  'POST',
  '/sign-up/complete',
  'public',
  {
    summary: 'Create the account of a mailed link',
    body: completeSignUpBody,
    response: me,
    status: 201,
    errors: ['sign_up_link_invalid', 'email_taken', 'connection_not_secure'],
    perMinute: 10,
  },
  completeSignUp,
);
session(
  'POST',
  '/sign-in',
  'public',
  {
    summary: 'Sign in',
    body: signInBody,
    response: me,
    errors: ['sign_in_failed', 'one_time_password_expired', 'connection_not_secure'],
    perMinute: 20,
  },
  signIn,
);
session(
  'POST',
  '/password-reset',
  'public',
  {
    summary: 'Have a link mailed that sets a new password',
    body: requestPasswordResetBody,
    response: accepted,
    status: 202,
    perMinute: 10,
  },
  requestPasswordReset,
);
session(
  'POST',
  '/password-reset/check',
  'public',
  {
    summary: 'Whose password a mailed link sets',
    body: checkPasswordResetBody,
    response: passwordResetFacts,
    errors: ['reset_link_invalid'],
    perMinute: 20,
  },
  checkPasswordReset,
);
session(
  'POST',
  '/password-reset/complete',
  'public',
  {
    summary: 'Set a new password with a mailed link',
    body: resetPasswordBody,
    response: ended,
    errors: ['reset_link_invalid'],
    perMinute: 10,
  },
  resetPassword,
);
session(
  'POST',
  '/email-verification',
  'signed_in',
  {
    summary: 'Have a link mailed that proves my address',
    response: accepted,
    status: 202,
    errors: ['person_required'],
    perMinute: 10,
  },
  requestEmailVerification,
);
session(
  'POST',
  '/email-verification/complete',
  'public',
  {
    summary: 'Prove an address with a mailed link',
    body: verifyEmailBody,
    response: verifiedEmail,
    errors: ['verification_link_invalid'],
    perMinute: 20,
  },
  verifyEmail,
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
session(
  'POST',
  '/sessions/revoke-others',
  'signed_in',
  { summary: 'End all my other sessions', response: ended, errors: ['person_required'] },
  revokeOtherSessions,
);
session('GET', '/me', 'signed_in', { summary: 'Who I am and what I may do', response: me }, getMe);
session(
  'POST',
  '/me/organization',
  'signed_in',
  {
    summary: 'Go on in another organization that I belong to',
    body: enterOrganizationBody,
    response: me,
    errors: ['record_missing', 'person_required'],
    perMinute: 30,
  },
  switchOrganization,
);
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
session(
  'PATCH',
  '/me',
  'signed_in',
  { summary: 'Change my profile and preferences', body: updateMeBody, response: me, errors: ['person_required'] },
  updateMe,
);
stream(
  'POST',
  '/me/avatar',
  {
    summary: 'Set my picture to a square of an uploaded one',
    permission: 'profile:write',
    upload: true,
    query: pictureCrop,
    response: me,
    errors: ['picture_unreadable', 'file_too_large', 'storage_full', 'person_required'],
    perMinute: 20,
  },
  saveAvatar,
);
stream(
  'DELETE',
  '/me/avatar',
  { summary: 'Take my picture away', permission: 'profile:write', response: me, errors: ['person_required'] },
  removeAvatar,
);
stream(
  'GET',
  '/avatars/:memberId/:version',
  {
    summary: 'The picture of a member',
    permission: 'profile:read',
    params: avatarParams,
    query: avatarQuery,
    download: true,
    response: z.unknown(),
    errors: ['record_missing'],
  },
  openAvatar,
);
session(
  'GET',
  '/installation',
  'public',
  { summary: 'What a page must know before anybody is signed in', response: installation },
  getInstallation,
);
session(
  'GET',
  '/mailbox',
  'signed_in',
  {
    summary: 'List the mails that were kept for want of a mail server',
    query: pageQuery,
    response: keptMailPage,
    errors: ['root_only', 'person_required', 'cursor_invalid'],
  },
  getMailbox,
);

export const routes = list;
