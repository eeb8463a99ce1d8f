/** What becomes of each column of an imported file. */

import type { SingleField } from '@parley/contract/imports';

export type ColumnTarget =
  | { readonly to: SingleField }
  /** Any number of columns, and any number of numbers or addresses in a cell. */
  | { readonly to: 'phone' | 'email'; readonly label: string | null }
  | { readonly to: 'tags' | 'groups' }
  | { readonly to: 'attribute'; readonly key: string; readonly name: string }
  | { readonly to: 'ignore' };

/** By the column's place in the file. */
export type ColumnMapping = readonly ColumnTarget[];
