export { parseEmail } from './email.ts';
export type { EmailAnswer } from './email.ts';
export { prepareFilter } from './contact-filter.ts';
export { readyFilter } from './stored-filter.ts';
export { contactRows } from './contact-rows.ts';
export { noteReach, noteReachable } from './note-reach.ts';
export { deleteImportedContacts } from './delete-imported-contacts.ts';
export { findContactByAddress } from './find-contact-by-address.ts';
export { findKnownAddresses } from './find-known-addresses.ts';
export { findOrCreateContact } from './find-or-create-contact.ts';
export type { Writer } from './find-or-create-contact.ts';
export type {
  ContactChange,
  ImportConsent,
  ImportedContact,
  ImportedEmail,
  ImportedPhone,
  RowOutcome,
  UpsertOptions,
  UpsertResult,
} from './imported-contact.ts';
export { addressKeys } from './match-imported-contacts.ts';
export { jobs } from './jobs.ts';
export { isPhoneCountry, parsePhone } from './phone.ts';
export type { Phone, PhoneAnswer, PhoneCountry, PhoneError, PhoneType } from './phone.ts';
export { reactions } from './reactions.ts';
export { restoreImportedOver } from './restore-imported-over.ts';
export { routes } from './routes.ts';
export { splitPhones } from './split-phones.ts';
export { taskKinds } from './task-kinds.ts';
export { upsertContacts } from './upsert-contacts.ts';
export { createContact } from './create-contact.ts';
