import { useInfiniteQuery } from '@tanstack/react-query';
import type { Assignee, Conversation, ThreadEntry } from '@parley/contract/conversations';
import { ArrowDown } from 'lucide-react';
import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { useFormat } from '#lib/format';
import { usePresence } from '#lib/realtime';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { ErrorState, Skeleton } from '#ui/states';
import { Composer, type ComposerHandle } from './composer.tsx';
import { shownName } from './conversation-row.tsx';
import { useDraft } from './drafts.ts';
import { MessageBubble } from './message-bubble.tsx';
import { useOutbox, type Outgoing } from './outbox.ts';
import { flat } from './pages.ts';
import { threadQuery } from './queries.ts';
import { blocksOf, type Block } from './thread-blocks.ts';
import { DayLine, EventLine, NoteLine, OutgoingLine } from './thread-lines.tsx';
import { useThreadTexts } from './thread-texts.ts';
import { useMessageActions, type MessageActions } from './use-message-actions.tsx';
import { useNewWhileWriting } from './use-new-while-writing.ts';
import { useReading } from './use-reading.ts';
import { useThreadScroll, type ThreadScroll } from './use-thread-scroll.ts';

export interface ThreadHandle extends ComposerHandle {
  readonly markUnread: () => void;
}

interface ThreadPaneProps {
  readonly conversation: Conversation;
  readonly members: readonly Assignee[];
  readonly names: ReadonlyMap<string, string>;
  readonly optedOut: boolean;
  readonly header: ReactNode;
  /** After “send and close”. */
  readonly onClose: () => void;
  readonly ref: Ref<ThreadHandle>;
}

const noEntries: readonly ThreadEntry[] = [];

export function ThreadPane({ conversation, members, names, optedOut, header, onClose, ref }: ThreadPaneProps) {
  const t = useThreadTexts();
  const format = useFormat();
  const { id } = conversation;
  const thread = useInfiniteQuery(threadQuery(id));
  const entries = useMemo(() => (thread.data ? flat(thread.data) : noEntries), [thread.data]);
  const outbox = useOutbox();
  const waiting = useMemo(() => outbox.filter((item) => item.conversationId === id), [outbox, id]);
  const control = useDraft(id);
  const { typing } = usePresence(id);
  const composer = useRef<ComposerHandle>(null);
  const newest = waiting.at(-1)?.clientId ?? entries[0]?.id ?? '';
  const scroll = useThreadScroll(id, entries.at(-1)?.id ?? '', newest);
  const fresh = useNewWhileWriting(id, entries, control.draft.text !== '');
  useReading(conversation, entries, scroll.isAtEnd);
  const actions = useMessageActions(conversation);
  const [isAsking, setAsking] = useState(false);
  /** As it was when it was asked: whoever stops writing meanwhile does not change the question. */
  const [question, setQuestion] = useState({ andClose: false, title: '' });
  const send = (andClose: boolean): void => {
    setAsking(false);
    fresh.reset();
    actions.send(control, members);
    scroll.toEnd();
    if (andClose) onClose();
  };
  useImperativeHandle(ref, () => ({
    write: (kind) => composer.current?.write(kind),
    markUnread: () => {
      const last = entries.find(({ direction }) => direction === 'in');
      if (last) actions.bubble.onUnreadFrom(last);
    },
  }));
  const isReply = control.draft.kind === 'reply';
  const foot = useRef<HTMLDivElement>(null);
  useNoticesAbove(foot);
  return (
    <section aria-label={t('thread')} className="flex h-full min-w-0 flex-1 flex-col bg-surface">
      {header}
      <Entries
        {...{ conversation, entries, waiting, names, scroll, actions }}
        isLoading={thread.isPending}
        error={thread.isError && entries.length === 0 ? thread.error : null}
        onRetry={() => void thread.refetch()}
        hasOlder={thread.hasNextPage}
        isLoadingOlder={thread.isFetchingNextPage}
        onOlder={() => {
          if (!thread.isFetchingNextPage) void thread.fetchNextPage();
        }}
      />
      <div className="relative">
        {(fresh.count > 0 || !scroll.isAtEnd) && (
          <NewBar
            count={fresh.count}
            onClick={() => {
              scroll.toEnd();
              fresh.reset();
            }}
          />
        )}
      </div>
      {typing.length > 0 && (
        <p role="status" className="shrink-0 px-4 pb-1 text-12 text-text-3">
          {t(typing.length === 1 ? 'typing' : 'typing_many', { names: format.list(typing.map(({ name }) => name)) })}
        </p>
      )}
      <div ref={foot} className="shrink-0">
        <Composer
          key={id}
          ref={composer}
          {...{ conversation, control, members, optedOut }}
          name={shownName(conversation, format.phone)}
          onSend={(andClose) => {
            if (!isReply || (typing.length === 0 && fresh.count === 0)) return send(andClose);
            const writers = format.list(typing.map(({ name }) => name));
            const title =
              typing.length > 0 ? t('confirm_typing', { names: writers }) : t('confirm_new', { count: fresh.count });
            setQuestion({ andClose, title });
            setAsking(true);
          }}
        />
      </div>
      <Confirm
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => send(question.andClose)}
        title={question.title}
        action={t('confirm_send')}
      >
        {t('confirm_text')}
      </Confirm>
      {actions.dialog}
    </section>
  );
}

/** Notices stand above the composer: they would lie on the button that sends. */
function useNoticesAbove(foot: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const element = foot.current;
    const { style } = document.documentElement;
    if (!element) return;
    const observer = new ResizeObserver(() => style.setProperty('--notices-bottom', `${element.offsetHeight + 12}px`));
    observer.observe(element);
    return () => {
      observer.disconnect();
      style.removeProperty('--notices-bottom');
    };
  }, [foot]);
}

function NewBar({ count, onClick }: { count: number; onClick: () => void }) {
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

interface EntriesProps {
  readonly conversation: Conversation;
  readonly entries: readonly ThreadEntry[];
  readonly waiting: readonly Outgoing[];
  readonly names: ReadonlyMap<string, string>;
  readonly scroll: ThreadScroll;
  readonly actions: MessageActions;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  readonly onOlder: () => void;
}

function Entries(props: EntriesProps) {
  const { conversation, entries, waiting, names, scroll, actions, isLoading, error, hasOlder, isLoadingOlder } = props;
  const t = useThreadTexts();
  const format = useFormat();
  const blocks = useMemo(() => blocksOf(entries, waiting, format.dayKey), [entries, waiting, format]);
  const top = useRef<HTMLDivElement>(null);
  const { onOlder } = props;
  useEffect(() => {
    const mark = top.current;
    if (!mark || !hasOlder) return;
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && onOlder(), {
      root: scroll.box.current,
      rootMargin: '600px 0px 0px 0px',
    });
    observer.observe(mark);
    return () => observer.disconnect();
  });
  return (
    <div
      ref={scroll.box}
      role="log"
      aria-label={t('thread')}
      aria-live="off"
      tabIndex={0}
      data-thread={conversation.id}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
    >
      <div ref={scroll.content} className="flex min-h-full flex-col justify-end gap-2.5 px-3 py-4 md:px-5">
        {error ? (
          <ErrorState error={error} onRetry={props.onRetry} />
        ) : isLoading ? (
          <ThreadSkeleton />
        ) : (
          <>
            <div ref={top} className="min-h-px shrink-0 text-center text-12 text-text-3">
              {isLoadingOlder ? t('loading_older') : !hasOlder && t('beginning')}
            </div>
            {blocks.map((block) => (
              <OneBlock key={block.key} block={block} names={names} actions={actions} />
            ))}
          </>
        )}
      </div>
    </div>
  );
}

function OneBlock({
  block,
  names,
  actions,
}: {
  block: Block;
  names: ReadonlyMap<string, string>;
  actions: MessageActions;
}) {
  switch (block.kind) {
    case 'day':
      return <DayLine at={block.at} />;
    case 'event':
      return <EventLine entry={block.entry} />;
    case 'note':
      return <NoteLine entry={block.entry} names={names} />;
    case 'bubble':
      return (
        <div className={block.closes ? 'flex flex-col' : '-mb-1.5 flex flex-col'}>
          <MessageBubble entry={block.entry} closes={block.closes} actions={actions.bubble} />
        </div>
      );
    case 'outgoing':
      return <OutgoingLine item={block.item} actions={actions.outgoing} />;
  }
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
