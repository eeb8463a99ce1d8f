/**
 * A first proposal of what the columns of a file are, for a person to correct.
 */
import type { ColumnTarget } from './column-mapping.ts';
import { attributeKey, targetOfName } from './column-names.ts';
import { isFirstName, isPatronymic, looksLikeSurname } from './person-names.ts';
import { looksLikeDate, looksLikeEmail, looksLikePhone, looksLikeWebsite } from './value-shapes.ts';

export interface GuessedColumn {
  readonly target: ColumnTarget;
  /** What it was told from; `nothing`: it is only kept so that nothing is lost, or ignored. */
  readonly by: 'name' | 'content' | 'nothing';
}

const shareThatDecides = 0.6;

/**
 * @param header the names of the columns, if the file has them
 * @param rows some records without the header; a hundred are plenty
 */
export function guessMapping(header: readonly string[] | null, rows: readonly (readonly string[])[]): GuessedColumn[] {
  const width = Math.max(header?.length ?? 0, ...rows.map((row) => row.length));
  const values = Array.from({ length: width }, (_, column) =>
    rows.map((row) => row[column]?.trim() ?? '').filter((value) => value !== ''),
  );
  const guesses = values.map((cells, column) => guessColumn(header ? (header[column] ?? '') : null, cells));
  return withoutRepeats(withNamesInOneColumn(guesses, values), header ?? [], values);
}

function guessColumn(name: string | null, cells: readonly string[]): GuessedColumn {
  const byName = name === null ? null : targetOfName(name);
  if (byName) return { target: byName, by: 'name' };
  const byContent = guessByContent(cells);
  // A column that has a name of its own may hold tax numbers or order numbers, which look like phones.
  const isPlausible =
    byContent && (name === null || name.trim() === '' || byContent.to === 'email' || byContent.to === 'website');
  return isPlausible ? { target: byContent, by: 'content' } : { target: { to: 'ignore' }, by: 'nothing' };
}

function guessByContent(cells: readonly string[]): ColumnTarget | null {
  const mostly = (test: (value: string) => boolean) =>
    cells.length > 0 && cells.filter(test).length >= shareThatDecides * cells.length;
  if (mostly(looksLikeEmail)) return { to: 'email', label: null };
  if (mostly(looksLikePhone)) return { to: 'phone', label: null };
  if (mostly(looksLikeBirthday)) return { to: 'birthday' };
  if (mostly(looksLikeWebsite)) return { to: 'website' };
  if (mostly(isPatronymic)) return { to: 'middleName' };
  if (mostly(isFirstName)) return { to: 'firstName' };
  if (mostly(looksLikeSurname)) return { to: 'lastName' };
  if (mostly(looksLikeCompany)) return { to: 'company' };
  if (mostly(looksLikeFullName)) return { to: 'displayName' };
  return null;
}

/** `Имя` or `First name` over cells of several words, with no column for the surname, holds whole names. */
function withNamesInOneColumn(
  guesses: readonly GuessedColumn[],
  values: readonly (readonly string[])[],
): GuessedColumn[] {
  if (guesses.some(({ target }) => target.to === 'lastName' || target.to === 'displayName')) return [...guesses];
  return guesses.map((guess, column) => {
    const cells = values[column] ?? [];
    const several = cells.filter((value) => /\S\s+\S/.test(value)).length;
    const holdsWholeNames =
      guess.target.to === 'firstName' && cells.length > 0 && several >= shareThatDecides * cells.length;
    return holdsWholeNames ? { ...guess, target: { to: 'displayName' } } : guess;
  });
}

/** A contact has one first name: the second such column, like every unknown one, becomes an attribute of its own name. */
function withoutRepeats(
  guesses: readonly GuessedColumn[],
  header: readonly string[],
  values: readonly (readonly string[])[],
): GuessedColumn[] {
  const taken = new Set<string>();
  const keys = new Set<string>();
  return guesses.map((guess, column) => {
    const { to } = guess.target;
    if (to === 'phone' || to === 'email' || (to === 'ignore' && guess.by === 'name')) return guess;
    if (to !== 'ignore' && !taken.has(to)) {
      taken.add(to);
      return guess;
    }
    const name = header[column]?.trim() ?? '';
    const key = attributeKey(name);
    if (key === '' || values[column]?.length === 0) return { target: { to: 'ignore' }, by: 'nothing' };
    let unique = key;
    for (let i = 2; keys.has(unique); i++) unique = `${key}_${i}`;
    keys.add(unique);
    return { target: { to: 'attribute', key: unique, name }, by: 'nothing' };
  });
}

function looksLikeBirthday(value: string): boolean {
  return looksLikeDate(value) && /(^|\D)(19[2-9]\d|200\d|201\d)(\D|$)/.test(value);
}

function looksLikeCompany(value: string): boolean {
  return /^(ООО|ОАО|ЗАО|ПАО|АО|ИП|ТОО)(\s|"|«)|(^|\s)(LLC|Inc|Ltd|GmbH|Corp|Co)\.?$/i.test(value);
}

function looksLikeFullName(value: string): boolean {
  return /^\p{Lu}[\p{L}'’-]*(\s+\p{Lu}[\p{L}'’.-]*){1,2}$/u.test(value);
}
