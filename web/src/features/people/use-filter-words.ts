import { useFormat } from '#lib/format';
import { networkName, type Network } from '#ui/channel-glyph';
import { useFilterTexts } from './filter-texts.ts';
import type { FilterField } from './people-search.ts';
import { useGroups } from './use-groups.ts';
import { useMembers } from './use-members.ts';

/** A condition's value as a person reads it. */
export function useFilterWords(field: FilterField, value: string | readonly string[] | undefined): string {
  const f = useFilterTexts();
  const format = useFormat();
  const groups = useGroups();
  const members = useMembers();
  if (value === undefined) return '';
  const values = typeof value === 'string' ? [value] : value;
  const word = (one: string): string => {
    switch (field) {
      case 'groupId':
      case 'notGroupId':
        return groups.find((group) => group.id === one)?.name ?? '…';
      case 'owner':
        return one === 'none' ? f('nobody') : (members.find(({ id }) => id === one)?.name ?? '…');
      case 'city':
        return one === '' ? f('no_city') : one;
      case 'reachable':
      case 'consent':
      case 'noConsent':
        return networkName(one as Network);
      case 'optedOut':
        return one === 'true' ? f('yes') : f('no');
      case 'createdAfter':
      case 'createdBefore':
      case 'noCampaignSince':
      case 'campaignSince':
        return format.date(one);
      case 'importId':
        return f('this_import');
      case 'tag':
      case 'notTag':
        return one;
    }
  };
  const [first, ...rest] = values.map(word);
  return rest.length === 0 ? (first ?? '') : `${f('any_of')} ${first} ${f('more', { count: rest.length })}`;
}
