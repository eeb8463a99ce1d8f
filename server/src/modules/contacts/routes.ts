import {
  bulkEraseBody,
  bulkGroupBody,
  bulkStarted,
  bulkTagBody,
  contact,
  contactPage,
  createContactBody,
  listContactsQuery,
  recordConsentBody,
  recordConsentParams,
  updateContactBody,
} from '@parley/contract/contacts';
import { idParams } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { changeGroupOfContacts } from './change-group-of-contacts.ts';
import { changeTagOfContacts } from './change-tag-of-contacts.ts';
import { createContact } from './create-contact.ts';
import { eraseContact } from './erase-contact.ts';
import { eraseMatchingContacts } from './erase-matching-contacts.ts';
import { getContact } from './get-contact.ts';
import { listContacts } from './list-contacts.ts';
import { recordConsent } from './record-consent.ts';
import { updateContact } from './update-contact.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const { get, post, put, patch, remove, stream, list } = routesOf('contacts');

stream(
  'GET',
  '/contacts',
  {
    summary: 'List and search contacts',
    permission: 'contacts:read',
    query: listContactsQuery,
    response: contactPage,
    errors: ['cursor_invalid'],
  },
  listContacts,
);
post(
  '/contacts',
  {
    summary: 'Create a contact',
    permission: 'contacts:write',
    body: createContactBody,
    response: contact,
    status: 201,
  },
  createContact,
);
get(
  '/contacts/:id',
  {
    summary: 'Get a contact with everything known about it',
    permission: 'contacts:read',
    params: idParams,
    response: contact,
    errors: ['record_missing'],
  },
  getContact,
);
patch(
  '/contacts/:id',
  {
    summary: 'Change a contact',
    permission: 'contacts:write',
    params: idParams,
    body: updateContactBody,
    response: contact,
    errors: ['record_missing', 'contact_changed'],
  },
  updateContact,
);
remove(
  '/contacts/:id',
  {
    summary: 'Erase a contact; a suppressed address stays suppressed',
    permission: 'contacts:delete',
    params: idParams,
    response: z.object({ erased: z.literal(true) }),
    errors: ['record_missing'],
  },
  eraseContact,
);
put(
  '/contacts/:id/consents/:network',
  {
    summary: 'Record a consent',
    permission: 'contacts:write',
    params: recordConsentParams,
    body: recordConsentBody,
    response: contact,
    errors: ['record_missing'],
  },
  recordConsent,
);
remove(
  '/contacts/:id/consents/:network',
  {
    summary: 'Withdraw a consent',
    permission: 'contacts:write',
    params: recordConsentParams,
    response: contact,
    errors: ['record_missing'],
  },
  withdrawConsent,
);
post(
  '/contacts/bulk/groups',
  {
    summary: 'Put all contacts that match into a group, or take them out',
    permission: 'groups:write',
    body: bulkGroupBody,
    response: bulkStarted,
    status: 202,
    errors: ['record_missing', 'group_archived'],
  },
  changeGroupOfContacts,
);
post(
  '/contacts/bulk/tags',
  {
    summary: 'Give a tag to all contacts that match, or take it from them',
    permission: 'contacts:write',
    body: bulkTagBody,
    response: bulkStarted,
    status: 202,
  },
  changeTagOfContacts,
);
post(
  '/contacts/bulk/erase',
  {
    summary: 'Erase all contacts that match',
    permission: 'contacts:delete',
    body: bulkEraseBody,
    response: bulkStarted,
    status: 202,
  },
  eraseMatchingContacts,
);

export const routes = list;
