import { me } from '@parley/contract/accounts';
import {
  acceptInvitationBody,
  createInvitationBody,
  invitation,
  invitationFacts,
  invitationLinkBody,
  invitationPage,
  listInvitationsQuery,
} from '@parley/contract/invitations';
import { idParams } from '@parley/contract/page';
import { routesOf } from '#platform/http/route';
import { acceptInvitation } from './accept-invitation.ts';
import { checkInvitation } from './check-invitation.ts';
import { createInvitation } from './create-invitation.ts';
import { joinOrganization } from './join-organization.ts';
import { listInvitations } from './list-invitations.ts';
import { resendInvitation } from './resend-invitation.ts';
import { revokeInvitation } from './revoke-invitation.ts';

const { session, stream, list } = routesOf('invitations');

stream(
  'GET',
  '/invitations',
  {
    summary: 'List who was invited and has not come yet',
    permission: 'members:read',
    query: listInvitationsQuery,
    response: invitationPage,
    errors: ['cursor_invalid'],
  },
  listInvitations,
);
stream(
  'POST',
  '/invitations',
  {
    summary: 'Invite somebody by e-mail, in place of an open invitation of the same address',
    permission: 'members:write',
    body: createInvitationBody,
    response: invitation,
    status: 201,
    errors: ['member_exists', 'owner_only', 'email_not_verified'],
    perMinute: 30,
  },
  createInvitation,
);
stream(
  'POST',
  '/invitations/:id/resend',
  {
    summary: 'Send another link; the one before is void',
    permission: 'members:write',
    params: idParams,
    response: invitation,
    errors: ['record_missing', 'owner_only', 'email_not_verified'],
    perMinute: 30,
  },
  resendInvitation,
);
stream(
  'DELETE',
  '/invitations/:id',
  {
    summary: 'Take an invitation back; its link is void',
    permission: 'members:write',
    params: idParams,
    response: idParams,
    errors: ['record_missing', 'owner_only'],
  },
  revokeInvitation,
);
session(
  'POST',
  '/invitations/check',
  'public',
  {
    summary: 'What an invitation is about, for who holds its link',
    body: invitationLinkBody,
    response: invitationFacts,
    errors: ['invitation_invalid'],
    perMinute: 20,
  },
  checkInvitation,
);
session(
  'POST',
  '/invitations/accept',
  'public',
  {
    summary: 'Come by an invitation as a new person',
    body: acceptInvitationBody,
    response: me,
    status: 201,
    errors: ['invitation_invalid', 'email_taken', 'connection_not_secure'],
    perMinute: 10,
  },
  acceptInvitation,
);
session(
  'POST',
  '/invitations/join',
  'signed_in',
  {
    summary: 'Come by an invitation as who I am',
    body: invitationLinkBody,
    response: me,
    errors: ['invitation_invalid', 'invitation_for_another', 'person_required'],
    perMinute: 20,
  },
  joinOrganization,
);

export const routes = list;
