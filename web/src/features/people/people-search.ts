/** What the address of the list says: filter, order and who is open. */
import type { ContactFilter, ContactSort } from '@parley/contract/contacts';

const several = ['groupId', 'notGroupId', 'tag', 'notTag', 'city', 'owner'] as const;
const single = [
  'q',
  'createdAfter',
  'createdBefore',
  'reachable',
  'consent',
  'noConsent',
  'optedOut',
  'noCampaignSince',
  'campaignSince',
  'importId',
] as const;
export type SeveralField = (typeof several)[number];
export type SingleField = Exclude<(typeof single)[number], 'q'>;
export type FilterField = SeveralField | SingleField;
export const filterFields: readonly FilterField[] = [
  'tag',
  'notTag',
  'groupId',
  'notGroupId',
  'city',
  'owner',
  'reachable',
  'consent',
  'noConsent',
  'optedOut',
  'noCampaignSince',
  'campaignSince',
  'createdAfter',
  'createdBefore',
  'importId',
];

export interface PeopleSearch {
  readonly q?: string;
  readonly sort?: ContactSort;
  /** Whose details stand beside the list. */
  readonly contact?: string;
  readonly groupId?: readonly string[];
  readonly notGroupId?: readonly string[];
  readonly tag?: readonly string[];
  readonly notTag?: readonly string[];
  readonly city?: readonly string[];
  readonly owner?: readonly string[];
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly reachable?: string;
  readonly consent?: string;
  readonly noConsent?: string;
  readonly optedOut?: string;
  readonly noCampaignSince?: string;
  readonly campaignSince?: string;
  readonly importId?: string;
}

const sorts: ReadonlySet<string> = new Set<ContactSort>([
  'created',
  '-created',
  'name',
  '-name',
  'city',
  '-city',
  'lastCampaign',
  '-lastCampaign',
]);

/** Keeps of an address what the list understands. */
export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const read: Record<string, unknown> = {};
  for (const name of several) {
    const values = [search[name]].flat().filter((value) => typeof value === 'string' || typeof value === 'number');
    if (values.length > 0) read[name] = values.map(String);
  }
  for (const name of [...single, 'contact']) {
    const value = search[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      read[name] = String(value);
  }
  if (typeof search['sort'] === 'string' && sorts.has(search['sort'])) read['sort'] = search['sort'];
  return read;
}

type ApiFilter = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The conditions alone, as the server wants them. */
export function filterOf(search: PeopleSearch): ApiFilter {
  const names: readonly (keyof PeopleSearch)[] = [...several, ...single];
  return Object.fromEntries(names.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
}

/** For the body of a bulk action: everyone has to be said. */
export function bulkFilterOf(search: PeopleSearch): ContactFilter & { all?: true } {
  const filter = filterOf(search) as ContactFilter;
  return Object.keys(filter).length === 0 ? { all: true } : filter;
}

export function hasFilter(search: PeopleSearch): boolean {
  return Object.keys(filterOf(search)).length > 0;
}
