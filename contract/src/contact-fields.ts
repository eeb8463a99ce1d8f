/** What a contact has once and a person writes: in the order in which it is shown. */
export const namedFields = [
  'firstName',
  'lastName',
  'middleName',
  'company',
  'city',
  'region',
  'postalCode',
  'address',
  'website',
  'timeZone',
  'language',
  'leadSource',
  'birthday',
  'notes',
] as const;
export type NamedField = (typeof namedFields)[number];
