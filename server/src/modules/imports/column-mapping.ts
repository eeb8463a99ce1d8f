/** What becomes of each column of an imported file. */

/** Fields that a contact has once: at most one column goes to each. */
export type SingleField =
  | 'firstName'
  | 'lastName'
  | 'middleName'
  | 'displayName'
  | 'company'
  | 'city'
  | 'region'
  | 'postalCode'
  | 'address'
  | 'website'
  | 'timeZone'
  | 'language'
  | 'leadSource'
  | 'birthday'
  | 'telegramUsername'
  | 'notes';

export type ColumnTarget =
  | { readonly to: SingleField }
  /** Any number of columns, and any number of numbers or addresses in a cell. */
  | { readonly to: 'phone' | 'email'; readonly label: string | null }
  | { readonly to: 'tags' | 'groups' }
  | { readonly to: 'attribute'; readonly key: string; readonly name: string }
  | { readonly to: 'ignore' };

/** By the column's place in the file. */
export type ColumnMapping = readonly ColumnTarget[];
