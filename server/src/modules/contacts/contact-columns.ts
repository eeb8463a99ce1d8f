import type { NamedField } from '@parley/contract/contact-fields';

/** Of the fields that a contact has once. */
export const contactColumns = {
  firstName: 'first_name',
  lastName: 'last_name',
  middleName: 'middle_name',
  company: 'company',
  city: 'city',
  region: 'region',
  postalCode: 'postal_code',
  address: 'address',
  website: 'website',
  timeZone: 'time_zone',
  language: 'language',
  leadSource: 'lead_source',
  birthday: 'birthday',
  notes: 'notes',
} as const satisfies Record<NamedField, string>;
