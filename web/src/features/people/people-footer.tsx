import type { ContactSort } from '@parley/contract/contacts';
import { useIsNarrow } from '#lib/use-media';
import { Kbd } from '#ui/kbd';
import { useTexts } from './texts.ts';
import { mostRows, type People } from './use-people.ts';

const titles = { created: 'created', name: 'name', city: 'city', lastCampaign: 'last_campaign' } as const;

/** In which order the list is, how far it can be scrolled, and the keys for it. */
export function PeopleFooter({ people, sort }: { people: People; sort: ContactSort }) {
  const t = useTexts();
  const isNarrow = useIsNarrow();
  const isDescending = sort.startsWith('-');
  const key = (isDescending ? sort.slice(1) : sort) as keyof typeof titles;
  const isTime = key === 'created' || key === 'lastCampaign';
  const way = isTime ? (isDescending ? 'newest_first' : 'oldest_first') : isDescending ? 'from_z' : 'from_a';
  return (
    <footer className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-1 text-12 text-text-3">
      <span>{t('sorted_by', { column: t(titles[key]).toLowerCase(), way: t(way) })}</span>
      {people.total > mostRows && <span>{t('list_end', { count: mostRows })}</span>}
      {!isNarrow && (
        <span aria-hidden className="ml-auto flex items-center gap-3">
          <Hint keys={['people.next', 'people.previous']} text={t('hint_move')} />
          <Hint keys={['people.select']} text={t('hint_select')} />
          <Hint keys={['people.open']} text={t('hint_open')} />
        </span>
      )}
    </footer>
  );
}

function Hint({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <span className="flex items-center gap-1">
      {keys.map((key) => (
        <Kbd key={key} keys={key} />
      ))}
      {text}
    </span>
  );
}
