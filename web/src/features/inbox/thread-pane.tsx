import type { Assignee, Conversation } from '@parley/contract/conversations';
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { useFormat } from '#lib/format';
import { usePresence, type Person } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { Confirm } from '#ui/confirm';
import { Composer, type ComposerHandle } from './composer.tsx';
import { shownName } from './shown-name.ts';
import { useDraft } from './drafts.ts';
import { FileDrop } from './file-drop.tsx';
import { focusedEntry, focusMessages } from './message-keys.ts';
import { useOutbox } from './outbox.ts';
import { waitingIn } from './outbox-items.ts';
import { Entries, NewBar } from './thread-entries.tsx';
import { ThreadSearchBar } from './thread-search.tsx';
import { useThreadTexts } from './thread-texts.ts';
import { useAttachments } from './use-attachments.ts';
import { useCarries } from './use-carries.ts';
import { useMessageActions } from './use-message-actions.tsx';
import { useNewWhileWriting } from './use-new-while-writing.ts';
import { useReading } from './use-reading.ts';
import { useThread, type Thread } from './use-thread.ts';
import { useThreadScroll, type ThreadScroll } from './use-thread-scroll.ts';
import { useThreadSearch } from './use-thread-search.ts';
import { useUnseen } from './use-unseen.ts';

export interface ThreadHandle extends ComposerHandle {
  readonly markUnread: () => void;
  /** Opens the search in the thread. */
  readonly find: () => void;
  /** To the messages, which the arrows lead through. */
  readonly messages: () => void;
}

/** The entry that is shown in a thread, as the address says. */
export interface Jump {
  readonly target: string | null;
  /** What was searched for in the list that led here. */
  readonly words: string;
  /** Null: to the newest. */
  readonly onTarget: (entryId: string | null) => void;
}

interface ThreadPaneProps {
  readonly conversation: Conversation;
  readonly members: readonly Assignee[];
  readonly names: ReadonlyMap<string, string>;
  readonly optedOut: boolean;
  readonly jump: Jump;
  readonly header: ReactNode;
  /** After “send and close”. */
  readonly onClose: () => void;
  readonly ref: Ref<ThreadHandle>;
}

export function ThreadPane({ conversation, members, names, optedOut, jump, header, onClose, ref }: ThreadPaneProps) {
  const t = useThreadTexts();
  const format = useFormat();
  const { id } = conversation;
  const { target, words, onTarget } = jump;
  const thread = useThread(id, target);
  const outbox = useOutbox();
  const waiting = useMemo(() => waitingIn(outbox, id, thread.newest), [outbox, id, thread.newest]);
  const control = useDraft(id);
  const carries = useCarries(conversation.channelId);
  const files = useAttachments(conversation, control, carries);
  const { typing } = usePresence(id);
  const composer = useRef<ComposerHandle>(null);
  const { entries, newest, isApart } = thread;
  const scroll = useThreadScroll({
    thread: id,
    oldest: entries.at(-1)?.id ?? '',
    newest: waiting.at(-1)?.clientId ?? entries[0]?.id ?? '',
    isApart,
  });
  useJump(thread, scroll, jump);
  const fresh = useNewWhileWriting(id, newest, control.draft.text !== '');
  const unseen = useUnseen(id, newest, scroll.isAtEnd);
  useReading(conversation, newest, scroll.isAtEnd);
  const actions = useMessageActions(conversation);
  const search = useThreadSearch(id, {
    target,
    listWords: words,
    goTo: (entryId) => (entryId === target ? scroll.show(entryId) : onTarget(entryId)),
  });
  const field = useRef<HTMLInputElement>(null);
  const toNewest = (): void => {
    if (target !== null) onTarget(null);
    scroll.toEnd();
    fresh.reset();
  };
  const sending = useCarefulSend(typing, fresh.count, (andClose) => {
    actions.send(control, members);
    toNewest();
    if (andClose) onClose();
  });
  useImperativeHandle(ref, () => ({
    write: (kind) => composer.current?.write(kind),
    messages: () => focusMessages(scroll.box.current),
    markUnread: () => {
      const focused = focusedEntry();
      const here = entries.find(({ id: entryId, kind }) => entryId === focused && kind === 'message');
      const last = here ?? newest.find(({ direction }) => direction === 'in');
      if (last) actions.bubble.onUnreadFrom(last);
    },
    find: () => {
      search.open();
      field.current?.select();
    },
  }));
  const backToEditor = (): void => composer.current?.write(control.draft.kind);
  const foot = useRef<HTMLDivElement>(null);
  useNoticesAbove(foot);
  return (
    <FileDrop label={t('thread')} attachments={files}>
      {header}
      {search.isOpen && (
        <ThreadSearchBar
          search={search}
          field={field}
          onClose={() => {
            search.close();
            scroll.box.current?.focus();
          }}
        />
      )}
      <Entries
        {...{ conversation, thread, waiting, names, scroll, actions, target }}
        readings={search.readings}
        onLeave={backToEditor}
      />
      <div className="relative">
        {(fresh.count > 0 || !scroll.isAtEnd) && <NewBar count={Math.max(fresh.count, unseen)} onClick={toNewest} />}
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
          {...{ conversation, control, members, optedOut, files, carries }}
          name={shownName(conversation, format.phone)}
          onSend={(andClose) => sending.send(andClose, control.draft.kind)}
          onMessages={() => focusMessages(scroll.box.current)}
        />
      </div>
      {sending.dialog}
      {actions.dialog}
    </FileDrop>
  );
}

/** Asks once before an answer goes out beside a colleague's, or to an old question. */
function useCarefulSend(
  typing: readonly Person[],
  newCount: number,
  onSend: (andClose: boolean) => void,
): { send: (andClose: boolean, kind: 'reply' | 'note') => void; dialog: ReactNode } {
  const t = useThreadTexts();
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  /** As it was when it was asked: whoever stops writing meanwhile does not change the question. */
  const [question, setQuestion] = useState({ andClose: false, title: '' });
  const dialog = (
    <Confirm
      open={isAsking}
      onClose={() => setAsking(false)}
      onConfirm={() => {
        setAsking(false);
        onSend(question.andClose);
      }}
      title={question.title}
      action={t('confirm_send')}
    >
      {t('confirm_text')}
    </Confirm>
  );
  const send = (andClose: boolean, kind: 'reply' | 'note'): void => {
    if (kind === 'note' || (typing.length === 0 && newCount === 0)) return onSend(andClose);
    const names = format.list(typing.map(({ name }) => name));
    const title = typing.length > 0 ? t('confirm_typing', { names }) : t('confirm_new', { count: newCount });
    setQuestion({ andClose, title });
    setAsking(true);
  };
  return { send, dialog };
}

/** Shows the entry of the address once it is there. */
function useJump(
  { entries, isLoading, isTargetMissing }: Thread,
  { show }: ThreadScroll,
  { target, onTarget }: Jump,
): void {
  const t = useThreadTexts();
  const isThere = !isLoading && target !== null && entries.some(({ id }) => id === target);
  // After the effect that keeps what is read where it is.
  useLayoutEffect(() => {
    if (isThere && target !== null) show(target);
  }, [isThere, target, show]);
  const giveUp = useEffectEvent(() => {
    toast(t('target_missing'), { tone: 'danger' });
    onTarget(null);
  });
  useEffect(() => {
    if (isTargetMissing) giveUp();
  }, [isTargetMissing]);
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
