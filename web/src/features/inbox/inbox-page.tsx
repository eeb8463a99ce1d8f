import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { MessagesSquare } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { lazily } from '#lib/lazily';
import { useIsNarrow, useMedia } from '#lib/use-media';
import { EmptyState, ErrorState } from '#ui/states';
import { ListPane } from './list-pane.tsx';
import type { Picking } from './open-picker.tsx';
import type { OpenThreadProps } from './open-thread.tsx';
import { countsQuery } from './queries.ts';
import { ResizeHandle } from './resize-handle.tsx';
import { setWindowSettings, useWindowSettings } from './settings.ts';
import { useTexts } from './texts.ts';
import type { PickerKind } from './thread-header.tsx';
import type { ThreadHandle } from './thread-pane.tsx';
import { useDeeds } from './use-deeds.ts';
import { useInboxKeys } from './use-inbox-keys.ts';
import { useInboxWork } from './use-inbox-work.ts';
import { useKnown } from './use-known.ts';
import { usePlace } from './use-place.ts';
import { usePrefetch } from './use-prefetch.ts';
import { useRowMenu } from './use-row-menu.tsx';
import { useSelection } from './use-selection.ts';

// The list stands before anything is opened; a conversation is the next thing to be.
const OpenThread = lazily(async () => (await import('./open-thread.tsx')).OpenThread, { isNext: true });
const ContextPanel = lazily(async () => (await import('./context-panel.tsx')).ContextPanel);
const OpenPicker = lazily(async () => (await import('./open-picker.tsx')).OpenPicker);
const InboxSettingsDialog = lazily(async () => (await import('./inbox-settings.tsx')).InboxSettingsDialog);

/** The list, the thread and the person beside each other; on a phone one of them at a time. */
export function InboxPage() {
  const isNarrow = useIsNarrow();
  const { listWidth } = useWindowSettings();
  const known = useKnown();
  const place = usePlace();
  const counts = useQuery(countsQuery).data;
  const selection = useSelection(place.rows);
  const deeds = useDeeds(place, known, selection);
  const context = useContextToggle(place.openId);
  const [picking, setPicking] = useState<Picking | null>(null);
  const pick = (kind: PickerKind, ids?: readonly string[]): void => setPicking({ kind, ids });
  const [isSetting, setSetting] = useState(false);
  const thread = useThread(place.openId);
  const searching = useRef<{ focus: () => void }>(null);
  const announcement = useInboxWork(place.openId, counts);
  const menuOf = useRowMenu({
    place,
    known,
    deeds,
    selection,
    onPick: pick,
    onUnread: () => thread.handle.current?.markUnread(),
  });
  usePrefetch(place.neighbour(1), place.neighbour(-1));
  useInboxKeys({
    place,
    deeds,
    selection,
    write: thread.write,
    pick,
    markUnread: () => thread.handle.current?.markUnread(),
    toggleContext: context.toggle,
    focusSearch: () => searching.current?.focus(),
    find: () => thread.handle.current?.find(),
    messages: () => thread.handle.current?.messages(),
    leave: () => {
      if (selection.ids.size > 0) selection.clear();
      else if (context.isOverlay) context.toggle();
      else if (isNarrow) place.goTo(null);
    },
  });
  const showsList = !isNarrow || place.openId === null;
  const showsThread = !isNarrow || place.openId !== null;
  return (
    <div className="relative flex h-full min-h-0">
      {showsList && (
        <div className={clsx('h-full shrink-0', isNarrow && 'w-full')} style={isNarrow ? {} : { width: listWidth }}>
          <ListPane
            {...{ place, known, selection, counts }}
            onChange={deeds.change}
            onPick={pick}
            menuOf={menuOf}
            onSettings={() => setSetting(true)}
            ref={searching}
          />
        </div>
      )}
      {showsList && showsThread && <ResizeHandle />}
      {showsThread && (
        <div className="flex h-full min-w-0 flex-1 flex-col" inert={isNarrow && context.isOpen}>
          <Thread
            {...{ place, known, deeds, isNarrow, context }}
            onPick={pick}
            onUnread={() => thread.handle.current?.markUnread()}
            ref={thread.hold}
          />
        </div>
      )}
      {place.conversation && context.isOpen && (
        <div
          className={clsx(
            'h-full shrink-0',
            isNarrow ? 'w-full' : 'w-80 border-l',
            context.isOverlay && 'absolute inset-y-0 right-0 z-20 shadow-overlay enter-drawer',
          )}
        >
          <ContextPanel conversation={place.conversation} onHide={context.toggle} />
        </div>
      )}
      {picking && <OpenPicker {...{ deeds, known, place, picking }} onClose={() => setPicking(null)} />}
      {isSetting && <InboxSettingsDialog onClose={() => setSetting(false)} />}
      <div role="status" aria-live="polite" className="sr-only">
        {announcement}
      </div>
    </div>
  );
}

export interface ContextToggle {
  readonly isOpen: boolean;
  /** Above the thread instead of beside it. */
  readonly isOverlay: boolean;
  readonly toggle: () => void;
}

/** The thread, as far as it stands: who is quick with the keys writes as soon as it does. */
function useThread(openId: string | null) {
  const handle = useRef<ThreadHandle | null>(null);
  const wanted = useRef<{ id: string; kind: 'reply' | 'note' } | null>(null);
  const hold = useCallback(
    (held: ThreadHandle | null): void => {
      handle.current = held;
      if (held && wanted.current?.id === openId) held.write(wanted.current.kind);
      if (held) wanted.current = null;
    },
    [openId],
  );
  const write = (kind: 'reply' | 'note'): void => {
    if (handle.current) handle.current.write(kind);
    else if (openId !== null) wanted.current = { id: openId, kind };
  };
  return { handle, hold, write };
}

/** Beside the thread where there is room, and remembered; else above it, until another conversation is opened. */
function useContextToggle(openId: string | null): ContextToggle {
  const isWide = useMedia('(min-width: 1440px)');
  const { isContextOpen } = useWindowSettings();
  const [isOver, setOver] = useState(false);
  useEffect(() => setOver(false), [openId]);
  return {
    isOpen: isWide ? isContextOpen : isOver,
    isOverlay: !isWide && isOver,
    toggle: () => (isWide ? setWindowSettings({ isContextOpen: !isContextOpen }) : setOver(!isOver)),
  };
}

function Thread(props: Omit<OpenThreadProps, 'conversation'>) {
  const t = useTexts();
  const { conversation, openId, problem, retry } = props.place;
  if (openId === null) {
    return (
      <div className="grid h-full place-content-center">
        <EmptyState icon={<MessagesSquare aria-hidden />} title={t('choose')}>
          {t('choose_text')}
        </EmptyState>
      </div>
    );
  }
  if (!conversation) return problem ? <ErrorState error={problem} onRetry={retry} /> : null;
  return <OpenThread {...props} conversation={conversation} />;
}
