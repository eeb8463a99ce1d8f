import type { Conversation } from '@parley/contract/conversations';
import { clsx } from 'clsx';
import { ArrowDown } from 'lucide-react';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { ErrorState, Skeleton } from '#ui/states';
import { Marks } from './marked-text.tsx';
import { MessageBubble, SmallButton } from './message-bubble.tsx';
import { onMessageKey } from './message-keys.ts';
import { useMessageMenu } from './message-menu.tsx';
import type { Outgoing } from './outbox-items.ts';
import { wordsIn } from './text-marks.ts';
import { blocksOf, type Block } from './thread-blocks.ts';
import { chunksOf, type Chunk } from './thread-chunks.ts';
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
  /** From the messages back to where answers are written. */
  readonly onLeave: () => void;
}

const nothingWaits: readonly Outgoing[] = [];

export function Entries(props: EntriesProps) {
  const { conversation, thread, waiting, names, scroll, actions, target, readings, onLeave } = props;
  const t = useThreadTexts();
  const format = useFormat();
  const { entries, isApart, older, newer } = thread;
  // What waits to be sent comes after the newest.
  const shownWaiting = isApart ? nothingWaits : waiting;
  const blocks = useMemo(() => blocksOf(entries, shownWaiting, format.dayKey), [entries, shownWaiting, format]);
  const chunks = useChunks(conversation.id, blocks);
  const { menu, handlers } = useMessageMenu(entries, shownWaiting, actions);
  return (
    <>
      <div
        ref={scroll.box}
        role="log"
        aria-label={t('thread')}
        aria-live="off"
        tabIndex={0}
        data-thread={conversation.id}
        onKeyDown={(event) => onMessageKey(event, onLeave)}
        {...handlers}
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
              {chunks.map((chunk) => (
                <ThreadChunk
                  key={chunk.key}
                  {...{ chunk, names, readings }}
                  bubble={actions.bubble}
                  outgoing={actions.outgoing}
                  width={scroll.width}
                  target={chunk.blocks.some((block) => isOf(block, target)) ? target : null}
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
      {menu}
    </>
  );
}

/** Where what is loaded ends: more is asked for before it comes into sight. */
function EndOf({ end, scroll, children }: { end: End; scroll: ThreadScroll; children: ReactNode }) {
  const t = useThreadTexts();
  const ui = useUiTexts();
  const mark = useRef<HTMLDivElement>(null);
  const { hasMore, hasFailed, load } = end;
  useEffect(() => {
    const element = mark.current;
    if (!element || !hasMore || hasFailed) return;
    // The last of them is how it is now: a busy browser tells of coming and going at once.
    const observer = new IntersectionObserver((seen) => seen.at(-1)?.isIntersecting && load(), {
      root: scroll.box.current,
      rootMargin: '600px 0px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  return (
    <div ref={mark} className="min-h-px shrink-0 text-center text-12 text-text-3">
      {hasFailed ? (
        <span role="alert">
          {t('history_missing')} <SmallButton label={ui('retry')} onClick={load} />
        </span>
      ) : (
        children
      )}
    </div>
  );
}

const isOf = (block: Block, entryId: string | null): boolean => 'entry' in block && block.entry.id === entryId;

/** What of a thread stays the same stays the same objects, however much is loaded. */
function useChunks(thread: string, blocks: readonly Block[]): readonly Chunk[] {
  const held = useRef({ thread, starts: new Set<string>(), chunks: [] as readonly Chunk[] });
  return useMemo(() => {
    if (held.current.thread !== thread) held.current = { thread, starts: new Set(), chunks: [] };
    const { starts, chunks } = held.current;
    held.current.chunks = chunksOf(blocks, starts, chunks);
    return held.current.chunks;
  }, [thread, blocks]);
}

interface ChunkProps extends Pick<MessageActions, 'bubble' | 'outgoing'>, Pick<EntriesProps, 'names' | 'readings'> {
  readonly chunk: Chunk;
  readonly target: string | null;
  /** Of the log: with another one its lines break elsewhere. */
  readonly width: number;
}

/**
 * A part of a thread. The browser neither lays out nor paints it while it is out of sight, but readers and the search of the
 * page find it. It is measured before, so that nothing moves when it comes into sight.
 */
const ThreadChunk = memo(function ThreadChunk({ chunk, target, width, ...same }: ChunkProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { style } = box.current!;
    style.contentVisibility = 'visible';
    // Not `auto`: what the browser remembers by itself may be of before this change.
    style.containIntrinsicBlockSize = `${box.current!.getBoundingClientRect().height}px`;
    style.contentVisibility = 'auto';
  }, [chunk, width]);
  useEffect(() => {
    const element = box.current!;
    // A picture has come.
    const observer = new ResizeObserver(() => {
      element.style.containIntrinsicBlockSize = `${element.getBoundingClientRect().height}px`;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const last = chunk.blocks.at(-1);
  return (
    <div
      ref={box}
      className={clsx(
        '-mx-3 flex flex-col gap-2.5 px-3 [overflow-clip-margin:6px] md:-mx-5 md:px-5',
        last?.kind === 'bubble' && !last.closes && '-mb-1.5',
      )}
    >
      {chunk.blocks.map((block) => (
        <OneBlock key={block.key} {...same} block={block} isTarget={isOf(block, target)} />
      ))}
    </div>
  );
});

function OneBlock({
  block,
  names,
  bubble,
  outgoing,
  isTarget,
  readings,
}: Omit<ChunkProps, 'chunk' | 'target' | 'width'> & { block: Block; isTarget: boolean }) {
  if (block.kind === 'day') return <DayLine at={block.at} />;
  if (block.kind === 'outgoing') return <OutgoingLine item={block.item} actions={outgoing} />;
  const { entry } = block;
  return (
    <MarkedBlock text={entry.text} readings={readings}>
      <div
        data-entry={entry.id}
        {...(isTarget && { 'data-target': '' })}
        className={clsx(
          '-mx-3 flex flex-col px-3 md:-mx-5 md:px-5',
          block.kind === 'bubble' && !block.closes && 'not-last:-mb-1.5',
          isTarget && 'flash -my-1 py-1',
        )}
      >
        {block.kind === 'event' ? (
          <EventLine entry={entry} />
        ) : block.kind === 'note' ? (
          <NoteLine entry={entry} names={names} />
        ) : (
          <MessageBubble entry={entry} closes={block.closes} actions={bubble} />
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
