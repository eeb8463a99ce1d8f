import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject } from 'react';
import { useFormat } from '#lib/format';
import { IconButton } from '#ui/button';
import { useThreadTexts } from './thread-texts.ts';
import type { ThreadSearch } from './use-thread-search.ts';

/** Words in one thread: how often they are there, and from one to the next. */
export function ThreadSearchBar({
  search,
  field,
  onClose,
}: {
  search: ThreadSearch;
  field: RefObject<HTMLInputElement | null>;
  onClose: () => void;
}) {
  const t = useThreadTexts();
  const { text, found } = search;
  const isEmpty = found === null || found.length === 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const act: Readonly<Record<string, () => void>> = {
      Enter: () => search.step(event.shiftKey ? -1 : 1),
      ArrowUp: () => search.step(1),
      ArrowDown: () => search.step(-1),
      Escape: onClose,
    };
    const action = act[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  return (
    <div role="search" className="flex h-11 shrink-0 items-center gap-0.5 border-b pr-2 pl-4 md:pr-3">
      <Search aria-hidden className="mr-1.5 text-text-3" />
      <input
        ref={field}
        type="search"
        autoFocus
        value={text}
        maxLength={100}
        aria-label={t('find')}
        placeholder={t('find')}
        onChange={(event) => search.write(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-full min-w-0 flex-1 bg-transparent outline-none focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      <Count search={search} />
      <IconButton
        label={t('find_older')}
        shortcut="Enter"
        icon={<ChevronUp aria-hidden />}
        disabledReason={isEmpty ? t('find_nothing') : null}
        onClick={() => search.step(1)}
      />
      <IconButton
        label={t('find_newer')}
        shortcut="shift+Enter"
        icon={<ChevronDown aria-hidden />}
        disabledReason={isEmpty ? t('find_nothing') : null}
        onClick={() => search.step(-1)}
      />
      <IconButton label={t('find_close')} shortcut="Escape" icon={<X aria-hidden />} onClick={onClose} />
    </div>
  );
}

function Count({ search: { found, hasMore, at, error } }: { search: ThreadSearch }) {
  const t = useThreadTexts();
  const format = useFormat();
  return (
    <span role="status" className="num px-2 text-12 whitespace-nowrap text-text-3">
      {error ? (
        <span className="text-danger">{(error as Error).message}</span>
      ) : found === null ? null : found.length === 0 ? (
        t('found_none')
      ) : (
        t('found_at', { at: format.number(at + 1), all: `${format.number(found.length)}${hasMore ? '+' : ''}` })
      )}
    </span>
  );
}
