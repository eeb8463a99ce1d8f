/**
 * Who must not be written to for marketing. What the claim of module `sending` reads straight from the table, by its
 * primary key (organization, kind, subject), and may rely on:
 * - a person who opted out has the row ('contact', id) and one for each address the contact had at that moment, committed
 *   before anybody was told;
 * - addresses stand in `subject` exactly as in the contact: E.164, e-mail in lower case, `network:id`;
 * - 'hash' rows need no look-up: an address gets its plain row back in the transaction that writes it into a contact.
 */
export { findSuppression } from './find-suppression.ts';
export { forgetSuppressedAddresses } from './forget-suppressed-addresses.ts';
export { isSuppressed, type MarketingTarget } from './is-suppressed.ts';
export { optOutContact, type OptOut } from './opt-out-contact.ts';
export { restoreSuppressedAddresses } from './restore-suppressed-addresses.ts';
export { routes } from './routes.ts';
export { subjectOfAddress, type Subject } from './subject.ts';
