import {
  bulkEraseBody,
  bulkGroupBody,
  bulkOwnerBody,
  bulkReachabilityBody,
  bulkStarted,
  bulkTagBody,
  contact,
  contactCount,
  contactFilter,
  contactPage,
  contactPlaces,
  contactPlacesQuery,
  contactValues,
  contactValuesQuery,
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
import { changeOwnerOfContacts } from './change-owner-of-contacts.ts';
import { changeReachabilityOfContacts } from './change-reachability-of-contacts.ts';
import { changeTagOfContacts } from './change-tag-of-contacts.ts';
import { countContacts } from './count-contacts.ts';
import { createContact } from './create-contact.ts';
import { eraseContact } from './erase-contact.ts';
import { eraseMatchingContacts } from './erase-matching-contacts.ts';
import { getContact } from './get-contact.ts';
import { listContactPlaces } from './list-contact-places.ts';
import { listContactValues } from './list-contact-values.ts';
import { listContacts } from './list-contacts.ts';
import { recordConsent } from './record-consent.ts';
import { undoBulkAction } from './undo-bulk-action.ts';
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
stream(
  'GET',
  '/contacts/places',
  {
    summary: 'Tell how long a list of contacts is and where its pages begin',
    permission: 'contacts:read',
    query: contactPlacesQuery,
    response: contactPlaces,
  },
  listContactPlaces,
);
stream(
  'GET',
  '/contacts/count',
  {
    summary: 'Count the contacts that match',
    permission: 'contacts:read',
    query: contactFilter,
    response: contactCount,
  },
  countContacts,
);
get(
  '/contacts/values',
  {
    summary: 'List the tags or the cities with how many contacts have them',
    permission: 'contacts:read',
    query: contactValuesQuery,
    response: contactValues,
  },
  listContactValues,
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
    versionOf: getContact,
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
    versionOf: getContact,
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
  '/contacts/bulk/owner',
  {
    summary: 'Give all contacts that match to a member, or to nobody',
    permission: 'contacts:write',
    body: bulkOwnerBody,
    response: bulkStarted,
    status: 202,
  },
  changeOwnerOfContacts,
);
post(
  '/contacts/bulk/reachability',
  {
    summary: 'Say whether all contacts that match can be reached on a network, or that it is not known',
    permission: 'contacts:write',
    body: bulkReachabilityBody,
    response: bulkStarted,
    status: 202,
  },
  changeReachabilityOfContacts,
);
post(
  '/contacts/bulk/:taskId/undo',
  {
    summary: 'Take a bulk action back for those whom it changed',
    permission: 'contacts:write',
    params: z.object({ taskId: z.uuid() }),
    response: bulkStarted,
    status: 202,
    errors: ['record_missing', 'bulk_action_not_undoable'],
  },
  undoBulkAction,
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
