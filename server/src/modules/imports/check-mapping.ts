import type { FieldFault } from '#platform/errors';
import type { ColumnMapping, ColumnTarget } from './column-mapping.ts';

/** One of these has to be in a file, or no row of it would say who it is about. */
const identifying: ReadonlySet<ColumnTarget['to']> = new Set([
  'phone',
  'email',
  'firstName',
  'lastName',
  'middleName',
  'displayName',
  'telegramUsername',
]);
/** What several columns may go to. */
const repeatable: ReadonlySet<ColumnTarget['to']> = new Set(['phone', 'email', 'tags', 'groups', 'ignore']);

/** What is wrong with a mapping for a file of so many columns. */
export function checkMapping(mapping: ColumnMapping, columns: number): FieldFault[] {
  if (mapping.length !== columns) {
    return [
      {
        path: 'mapping',
        rule: 'length_differs',
        en: `Give one target for each of the ${columns} columns.`,
        ru: `Нужно по одной цели на каждый столбец, их ${columns}.`,
      },
    ];
  }
  const seen = new Set<string>();
  const repeated = mapping.flatMap((target, column): FieldFault[] => {
    if (repeatable.has(target.to)) return [];
    const place = target.to === 'attribute' ? `attribute ${target.key}` : target.to;
    if (!seen.has(place)) {
      seen.add(place);
      return [];
    }
    const texts = { en: 'Another column goes there already.', ru: 'Туда уже идёт другой столбец.' };
    return [{ path: `mapping.${column}`, rule: 'target_repeated', ...texts }];
  });
  if (repeated.length > 0 || mapping.some(({ to }) => identifying.has(to))) return repeated;
  const texts = {
    en: 'No column says who a row is about: choose one for a phone, an e-mail or a name.',
    ru: 'Ни один столбец не говорит, о ком строка: укажите столбец для телефона, почты или имени.',
  };
  return [{ path: 'mapping', rule: 'identity_missing', ...texts }];
}
