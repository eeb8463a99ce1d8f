import type { ContactImport } from '@parley/contract/imports';

export type ColumnTarget = ContactImport['mapping'][number];
export type TargetName = ColumnTarget['to'];

/** In the order in which people look for them. */
export const targetNames: readonly TargetName[] = [
  'ignore',
  'phone',
  'email',
  'displayName',
  'lastName',
  'firstName',
  'middleName',
  'company',
  'city',
  'region',
  'postalCode',
  'address',
  'birthday',
  'telegramUsername',
  'website',
  'timeZone',
  'language',
  'leadSource',
  'notes',
  'tags',
  'groups',
  'attribute',
];
const repeatable: ReadonlySet<TargetName> = new Set(['ignore', 'phone', 'email', 'tags', 'groups', 'attribute']);

/** The mapping with another target for one column. What only one column may go to is taken from the other. */
export function withTarget(
  mapping: readonly ColumnTarget[],
  column: number,
  to: TargetName,
  columnName: string,
): ColumnTarget[] {
  return mapping.map((target, place) => {
    if (place === column) return targetOf(to, columnName, column);
    return !repeatable.has(to) && target.to === to ? { to: 'ignore' } : target;
  });
}

function targetOf(to: TargetName, columnName: string, column: number): ColumnTarget {
  switch (to) {
    case 'phone':
    case 'email':
      return { to, label: null };
    case 'attribute':
      return { to, key: attributeKey(columnName) || `column_${column + 1}`, name: columnName };
    default:
      return { to };
  }
}

/** As the server makes one of a column's name. */
function attributeKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
}
