import type { Conversation } from '@parley/contract/conversations';
import { clsx } from 'clsx';
import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { Button } from '#ui/button';
import { ErrorState, Skeleton } from '#ui/states';
import { Marks } from './marked-text.tsx';
import { MessageBubble } from './message-bubble.tsx';
import type { Outgoing } from './outbox-items.ts';
import { wordsIn } from './text-marks.ts';
import { blocksOf, type Block } from './thread-blocks.ts';
import { DayLine, EventLine, NoteLine, OutgoingLine } from './thread-lines.tsx';
import { useThreadTexts } from './thread-texts.ts';
import type { MessageActions } from './use-message-actions.tsx';
import type { End, Thread } from './use-thread.ts';
import type { ThreadScroll } from './use-thread-scroll.ts';

interface EntriesProps {
  readonly conversation: Conversation;
  readonly thread: Thread;
  readonly waiting: readonly Outgoing[];
  readonly names: ReadonlyMap<string, string>;
  readonly scroll: ThreadScroll;
  readonly actions: MessageActions;
  /** The entry that was jumped to. */
  readonly target: string | null;
  /** What is marked in the texts: see `wordsIn`. */
  readonly readings: readonly (readonly string[])[];
}

const nothingWaits: readonly Outgoing[] = [];

export function Entries({ conversation, thread, waiting, names, scroll, actions, target, readings }: EntriesProps) {
  const t = useThreadTexts();
  const format = useFormat();
  const { entries, isApart, older, newer } = thread;
  // What waits to be sent comes after the newest.
  const shownWaiting = isApart ? nothingWaits : waiting;
  const blocks = useMemo(() => blocksOf(entries, shownWaiting, format.dayKey), [entries, shownWaiting, format]);
  return (
    <div
      ref={scroll.box}
      role="log"
      aria-label={t('thread')}
      aria-live="off"
      tabIndex={0}
      data-thread={conversation.id}
      // Clicked into it takes the focus so that keys scroll it; a ring that comes with the next key would say nothing.
      onFocus={({ currentTarget }) =>
        currentTarget.toggleAttribute('data-clicked', !currentTarget.matches(':focus-visible'))
      }
      className="min-h-0 data-clicked:outline-none! flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
    >
      <div ref={scroll.content} className="flex min-h-full flex-col justify-end gap-2.5 px-3 py-4 md:px-5">
        {thread.error ? (
          <ErrorState error={thread.error} onRetry={thread.retry} />
        ) : thread.isLoading ? (
          <ThreadSkeleton />
        ) : (
          <>
            <EndOf end={older} scroll={scroll}>
              {older.isLoading ? t('loading_older') : !older.hasMore && t('beginning')}
            </EndOf>
            {blocks.map((block) => (
              <OneBlock
                key={block.key}
                {...{ block, names, actions, readings }}
                isTarget={'entry' in block && block.entry.id === target}
              />
            ))}
            {isApart && (
              <EndOf end={newer} scroll={scroll}>
                {newer.isLoading && t('loading_newer')}
              </EndOf>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** Where what is loaded ends: more is asked for before it comes into sight. */
function EndOf({ end, scroll, children }: { end: End; scroll: ThreadScroll; children: ReactNode }) {
  const mark = useRef<HTMLDivElement>(null);
  const { hasMore, load } = end;
  useEffect(() => {
    const element = mark.current;
    if (!element || !hasMore) return;
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && load(), {
      root: scroll.box.current,
      rootMargin: '600px 0px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  return (
    <div ref={mark} className="min-h-px shrink-0 text-center text-12 text-text-3">
      {children}
    </div>
  );
}

function OneBlock({
  block,
  names,
  actions,
  isTarget,
  readings,
}: {
  block: Block;
  names: ReadonlyMap<string, string>;
  actions: MessageActions;
  isTarget: boolean;
  readings: EntriesProps['readings'];
}) {
  if (block.kind === 'day') return <DayLine at={block.at} />;
  if (block.kind === 'outgoing') return <OutgoingLine item={block.item} actions={actions.outgoing} />;
  const { entry } = block;
  return (
    <MarkedBlock text={entry.text} readings={readings}>
      <div
        data-entry={entry.id}
        {...(isTarget && { 'data-target': '' })}
        className={clsx(
          '-mx-3 flex flex-col px-3 md:-mx-5 md:px-5',
          block.kind === 'bubble' && !block.closes && '-mb-1.5',
          isTarget && 'flash -my-1 py-1',
        )}
      >
        {block.kind === 'event' ? (
          <EventLine entry={entry} />
        ) : block.kind === 'note' ? (
          <NoteLine entry={entry} names={names} />
        ) : (
          <MessageBubble entry={entry} closes={block.closes} actions={actions.bubble} />
        )}
      </div>
    </MarkedBlock>
  );
}

function MarkedBlock({
  text,
  readings,
  children,
}: {
  text: string;
  readings: EntriesProps['readings'];
  children: ReactNode;
}) {
  const words = useMemo(() => wordsIn(text, readings), [text, readings]);
  return <Marks value={words}>{children}</Marks>;
}

/** The way back down, with what came meanwhile. */
export function NewBar({ count, onClick }: { count: number; onClick: () => void }) {
  const t = useThreadTexts();
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-2 z-10 flex justify-center">
      <Button
        size="small"
        icon={<ArrowDown aria-hidden />}
        onClick={onClick}
        className="pointer-events-auto rounded-full! shadow-overlay"
      >
        {count > 0 ? t('new_messages', { count }) : t('to_newest')}
      </Button>
    </div>
  );
}

function ThreadSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <Skeleton className="h-12 w-64" />
      <Skeleton className="h-16 w-80 self-end" />
      <Skeleton className="h-10 w-48" />
      <Skeleton className="h-12 w-72 self-end" />
    </div>
  );
}
