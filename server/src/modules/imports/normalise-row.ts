import { parseEmail, parsePhone, splitPhones } from '#contacts';
import type { ImportedContact, ImportedPhone, Phone, PhoneCountry } from '#contacts';
import { cleanText } from './clean-text.ts';
import type { SingleField } from '@parley/contract/imports';
import type { ColumnMapping, ColumnTarget } from './column-mapping.ts';
import type { CsvRecord } from './csv-scanner.ts';
import { parseBirthday } from './parse-birthday.ts';
import { splitFullName } from './person-names.ts';
import { readLanguage, readTelegramUsername, readTimeZone, readWebsite } from './read-values.ts';
import type { ReasonCode } from './reasons.ts';

export interface NormaliseOptions {
  /** Whose national numbers stand in the file without `+`. */
  readonly defaultCountry: PhoneCountry;
  /** `2026-11-21`, the organization's date: birthdays are not later. */
  readonly today: string;
}

/** A person as a row says. What the row does not say is null or empty. */
export interface NormalisedContact extends ImportedContact {
  /** Names of groups in the row itself, beside the group that the whole list may join. */
  readonly groups: readonly string[];
}

export interface RowIssue {
  readonly code: ReasonCode;
  /** The column's place in the file; null if it is about the whole row. */
  readonly column: number | null;
  /** What was written there. */
  readonly value: string;
}

export type NormalisedRow =
  | { readonly contact: NormalisedContact; readonly warnings: readonly RowIssue[] }
  | { readonly rejected: readonly RowIssue[] };

const longest: Readonly<Record<SingleField, number>> = {
  firstName: 100,
  lastName: 100,
  middleName: 100,
  displayName: 200,
  company: 300,
  city: 100,
  region: 100,
  postalCode: 20,
  address: 500,
  website: 500,
  timeZone: 50,
  language: 50,
  leadSource: 200,
  birthday: 50,
  telegramUsername: 100,
  notes: 10_000,
};
const longestAttribute = 2_000;
const longestTag = 100;
const longestShown = 200;
const mostListed = 100;

/** What is said of a cell that its field cannot take. */
const misfits = {
  email: 'email_malformed',
  birthday: 'birthday_malformed',
  language: 'language_unknown',
  timeZone: 'time_zone_unknown',
  telegramUsername: 'telegram_malformed',
  website: 'website_malformed',
} as const satisfies Partial<Record<ColumnTarget['to'], ReasonCode>>;

/** No list of addresses is longer. The patterns that read such cells are not meant for megabytes. */
const longestReadable = 1_000;

/**
 * Makes a contact of one record. A cell that cannot be used is left out with a warning; a row is refused only if nothing
 * in it says who the person is. Someone with a name and no usable phone is imported: campaigns exclude them by reason.
 */
export function normaliseRow(record: CsvRecord, mapping: ColumnMapping, options: NormaliseOptions): NormalisedRow {
  if (record.fault) return { rejected: [issue(record.fault, null, record.fields[0] ?? '')] };
  const { fields } = record;
  const draft = new Draft();
  if (fields.length > mapping.length && fields.slice(mapping.length).some((field) => field.trim() !== '')) {
    return { rejected: [issue('row_too_long', null, fields.at(-1) ?? '')] };
  }
  if (fields.length < mapping.length) draft.warn('row_too_short', null, '');

  let isEmpty = true;
  for (const [column, target] of mapping.entries()) {
    const cell = cleanText(fields[column] ?? '', target.to === 'notes' || target.to === 'phone' ? 'kept' : 'spaces');
    if (cell === '' || isPlaceholder(cell)) continue;
    isEmpty = false;
    if (cell.includes('\ufffd')) draft.warn('value_undecodable', column, cell);
    readCell(draft, cell, target, column, options);
  }
  if (isEmpty) return { rejected: [issue('row_empty', null, '')] };
  if (!draft.hasIdentity()) return { rejected: [...draft.warnings, issue('row_without_identity', null, '')] };
  return { contact: draft.contact(), warnings: draft.warnings };
}

class Draft {
  readonly single: Record<SingleField, string | null> = {
    firstName: null,
    lastName: null,
    middleName: null,
    displayName: null,
    company: null,
    city: null,
    region: null,
    postalCode: null,
    address: null,
    website: null,
    timeZone: null,
    language: null,
    leadSource: null,
    birthday: null,
    telegramUsername: null,
    notes: null,
  };
  readonly phones: { readonly phone: Phone; readonly label: string | null }[] = [];
  readonly emails: { readonly address: string; readonly label: string | null }[] = [];
  readonly tags: string[] = [];
  readonly groups: string[] = [];
  readonly attributes = new Map<string, string>();
  readonly warnings: RowIssue[] = [];

  warn(code: ReasonCode, column: number | null, value: string): void {
    this.warnings.push(issue(code, column, value));
  }

  /** Cut to what the field holds, which is said in a warning. */
  fit(value: string, length: number, column: number): string {
    if (value.length <= length) return value;
    this.warn('value_cut', column, value);
    return value.slice(0, length).toWellFormed();
  }

  /** @param value what was read from the cell; null if that was not possible */
  set(field: SingleField & keyof typeof misfits, value: string | null, cell: string, column: number): void {
    if (value === null) this.warn(misfits[field], column, cell);
    else this.single[field] = this.fit(value, longest[field], column);
  }

  hasIdentity(): boolean {
    const { firstName, lastName, middleName, displayName, telegramUsername } = this.single;
    const isNamed = firstName ?? lastName ?? middleName ?? displayName ?? telegramUsername;
    return isNamed !== null || this.phones.length > 0 || this.emails.length > 0;
  }

  contact(): NormalisedContact {
    const { single } = this;
    const parts = single.displayName === null ? null : splitFullName(single.displayName);
    // A message can go to a mobile number, so it is the one to write to even if another stands first.
    const mobile = this.phones.findIndex(({ phone }) => phone.type === 'mobile' || phone.type === 'fixed_or_mobile');
    const primary = Math.max(0, mobile);
    return {
      ...single,
      firstName: single.firstName ?? parts?.firstName ?? null,
      lastName: single.lastName ?? parts?.lastName ?? null,
      middleName: single.middleName ?? parts?.middleName ?? null,
      phones: this.phones.map(({ phone, label }, index) => importedPhone(phone, label, index === primary)),
      emails: this.emails.map((email, index) => ({ ...email, isPrimary: index === 0 })),
      tags: this.tags,
      groups: this.groups,
      attributes: this.attributes,
    };
  }
}

function importedPhone(
  { e164, country, type, extension }: Phone,
  label: string | null,
  isPrimary: boolean,
): ImportedPhone {
  const words = extension === null ? label : `${label ?? ''} ext. ${extension}`.trim();
  return { e164, country, type, label: words, isPrimary };
}

function readCell(draft: Draft, cell: string, target: ColumnTarget, column: number, options: NormaliseOptions): void {
  if (cell.length > longestReadable && isReadable(target.to)) return draft.warn(misfits[target.to], column, cell);
  switch (target.to) {
    case 'ignore':
      return;
    case 'phone':
      return readPhones(draft, cell, target.label, column, options.defaultCountry);
    case 'email':
      return readEmails(draft, cell, target.label, column);
    case 'tags':
      return readList(draft, cell, draft.tags, column);
    case 'groups':
      return readList(draft, cell, draft.groups, column);
    case 'attribute':
      draft.attributes.set(target.key, draft.fit(cell, longestAttribute, column));
      return;
    case 'birthday':
      return draft.set(target.to, parseBirthday(cell, birthdayOptions(options)), cell, column);
    case 'language':
      return draft.set(target.to, readLanguage(cell), cell, column);
    case 'timeZone':
      return draft.set(target.to, readTimeZone(cell), cell, column);
    case 'telegramUsername':
      return draft.set(target.to, readTelegramUsername(cell), cell, column);
    case 'website':
      return draft.set(target.to, readWebsite(cell), cell, column);
    default:
      draft.single[target.to] = draft.fit(cell, longest[target.to], column);
  }
}

function isReadable(to: ColumnTarget['to']): to is keyof typeof misfits {
  return Object.hasOwn(misfits, to);
}

function readPhones(draft: Draft, cell: string, label: string | null, column: number, country: PhoneCountry): void {
  for (const text of splitPhones(cell)) {
    const phone = parsePhone(text, country);
    if ('error' in phone) {
      draft.warn(phone.error, column, text);
    } else if (!draft.phones.some((known) => known.phone.e164 === phone.e164)) {
      draft.phones.push({ phone, label });
    }
  }
}

function readEmails(draft: Draft, cell: string, label: string | null, column: number): void {
  const texts = cell.includes('<') ? cell.split(/[,;]/) : cell.split(/[,;|/\s]+/);
  for (const text of texts.filter((part) => part.trim() !== '')) {
    const email = parseEmail(text);
    if ('error' in email) {
      draft.warn(email.error, column, text);
    } else if (!draft.emails.some((known) => known.address === email.address)) {
      draft.emails.push({ address: email.address, label });
    }
  }
}

function readList(draft: Draft, cell: string, list: string[], column: number): void {
  const items = cell.split(/[,;|]/, mostListed + 1).map((part) => part.trim());
  if (items.length > mostListed) draft.warn('value_cut', column, cell);
  for (const item of items.slice(0, mostListed)) {
    const fitting = draft.fit(item, longestTag, column);
    if (fitting !== '' && !list.includes(fitting)) list.push(fitting);
  }
}

function birthdayOptions({ defaultCountry, today }: NormaliseOptions) {
  return { dayFirst: defaultCountry !== 'US', today };
}

/** `-`, `—`, `…`: how people write that there is nothing to write. */
function isPlaceholder(cell: string): boolean {
  return cell.length <= 3 && /^[\s\-–—_.…]+$/.test(cell);
}

function issue(code: ReasonCode, column: number | null, value: string): RowIssue {
  return { code, column, value: value.replaceAll('\0', '\ufffd').slice(0, longestShown).toWellFormed() };
}
