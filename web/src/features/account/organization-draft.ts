import type { Organization, UpdateOrganization } from '@parley/contract/organizations';

export const fields = ['name', 'language', 'timeZone', 'currency', 'country', 'optOutWords'] as const;
export type Field = (typeof fields)[number];
/** As they stand in the form: the words one a line. */
export type Values = Readonly<Record<Field, string>>;

/** What the person wrote, and what stood there when they began. */
export interface Edit {
  readonly mine: string;
  readonly base: string;
}
export type Edits = Readonly<Partial<Record<Field, Edit>>>;

export function valuesOf(organization: Organization): Values {
  const { name, language, timeZone, currency, country, optOutWords } = organization;
  return { name, language, timeZone, currency, country, optOutWords: optOutWords.join('\n') };
}

/** What is written to a field now; back to what stood there it is no edit any more. */
export function withEdit(edits: Edits, known: Values, field: Field, mine: string): Edits {
  const base = edits[field]?.base ?? known[field];
  const { [field]: _before, ...others } = edits;
  return mine === base && base === known[field] ? others : { ...others, [field]: { mine, base } };
}

/** Those that somebody else has changed since, to something else than what is written here. */
export function conflictsOf(edits: Edits, known: Values): Field[] {
  return fields.filter((field) => {
    const edit = edits[field];
    return edit && edit.base !== known[field] && edit.mine !== known[field];
  });
}

/** What differs from what is known now, as the server takes it. */
export function changesOf(edits: Edits, known: Values): UpdateOrganization {
  const changed = fields.filter((field) => edits[field] && edits[field].mine !== known[field]);
  return Object.fromEntries(
    changed.map((field) => [field, field === 'optOutWords' ? wordsIn(edits[field]!.mine) : edits[field]!.mine]),
  );
}

function wordsIn(text: string): string[] {
  return [...new Set(text.split(/[\n,;]+/).map((word) => word.trim()))].filter((word) => word !== '');
}
