import { Link } from '@tanstack/react-router';
import type { Conversation } from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { clsx } from 'clsx';
import { AlarmClock, Clock, Eye, Paperclip, StickyNote } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useFormat } from '#lib/format';
import type { Person } from '#lib/realtime';
import { Avatar } from '#ui/avatar';
import { Count } from '#ui/badge';
import { ChannelGlyph, type Network } from '#ui/channel-glyph';
import { Checkbox } from '#ui/checkbox';
import { LabelDot } from './label-dot.tsx';
import { foundIn } from './use-place.ts';
import { StateMark } from './state-mark.tsx';
import { shownName } from './shown-name.ts';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';

const minute = 60_000;

export interface RowProps {
  readonly conversation: Conversation;
  readonly me: string | null;
  readonly names: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, Label>;
  readonly isOpen: boolean;
  /** Colleagues who have it open. */
  readonly viewers: readonly Person[];
  readonly isSelected: boolean;
  readonly isSelecting: boolean;
  /** Tab leads to this row. */
  readonly isTabStop: boolean;
  readonly isCompact: boolean;
  /** In minutes, so that rows are painted again only when what they show changes. */
  readonly nowMinutes: number;
  readonly onSelect: (id: string, range: boolean) => void;
}

export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const { conversation, isOpen, isSelected, isSelecting, isTabStop, isCompact, onSelect } = props;
  const t = useTexts();
  const format = useFormat();
  const name = shownName(conversation, format.phone);
  const isUnread = conversation.unread > 0;
  const onClick = (event: MouseEvent): void => {
    if (!event.shiftKey) return;
    event.preventDefault();
    onSelect(conversation.id, true);
  };
  return (
    <div
      className={clsx(
        'group relative flex h-full items-stretch border-b',
        isOpen ? 'bg-accent-soft' : isSelected ? 'bg-hover' : 'hover:bg-hover',
      )}
    >
      {isOpen && <span aria-hidden className="absolute inset-y-0 left-0 w-[3px] bg-accent" />}
      <span
        className={clsx('absolute top-0 left-0 z-10 grid h-full w-10 place-content-center', isCompact ? '' : 'pb-5')}
      >
        <span className={clsx(isSelecting ? 'block' : 'hidden group-focus-within:block group-hover:block')}>
          <Checkbox
            aria-label={t('select', { name })}
            tabIndex={isTabStop ? 0 : -1}
            checked={isSelected}
            onChange={() => onSelect(conversation.id, false)}
          />
        </span>
      </span>
      <Link
        to="/inbox/$conversationId"
        params={{ conversationId: conversation.id }}
        search={({ message: _message, ...list }) => ({ ...list, ...foundIn(conversation) })}
        resetScroll={false}
        draggable={false}
        onClick={onClick}
        tabIndex={isTabStop ? 0 : -1}
        {...(isOpen && { 'aria-current': 'true' as const })}
        className="grid min-w-0 flex-1 grid-cols-[16px_minmax(0,1fr)] content-center items-center gap-x-3 gap-y-0.5 pr-3 pl-4 focus-visible:-outline-offset-2"
      >
        <span className={clsx(isSelecting ? 'invisible' : 'group-focus-within:invisible group-hover:invisible')}>
          <ChannelGlyph network={conversation.network as Network} />
        </span>
        <span className="flex h-[22px] min-w-0 items-center gap-1.5">
          <span className={clsx('mr-auto truncate', isUnread ? 'font-semibold' : 'font-medium')}>
            <bdi>{name}</bdi>
          </span>
          <RowViewers {...props} />
          <Waiting {...props} />
          <time dateTime={conversation.lastMessageAt} className="text-12 text-text-3">
            {format.when(conversation.lastMessageAt)}
          </time>
        </span>
        {!isCompact && <SecondLine {...props} />}
      </Link>
    </div>
  );
});

/** Somebody is at it: better to take another one. */
function RowViewers({ viewers }: RowProps) {
  const t = useThreadTexts();
  const format = useFormat();
  if (viewers.length === 0) return null;
  const names = format.list(viewers.map(({ name }) => name));
  const text = t(viewers.length === 1 ? 'viewing' : 'viewing_many', { names });
  return (
    <span title={text} className="inline-flex shrink-0 items-center gap-0.5 text-text-3">
      <Eye aria-hidden className="size-3.5!" />
      <span className="sr-only">{text}</span>
      {viewers.slice(0, 2).map(({ id, name }) => (
        <Avatar key={id} name={name} size={20} />
      ))}
    </span>
  );
}

/** How long an answer is waited for, or until when the conversation is put off. */
function Waiting({ conversation, nowMinutes }: RowProps) {
  const t = useTexts();
  const format = useFormat();
  if (conversation.status === 'snoozed') {
    const { snoozedUntil } = conversation;
    const text =
      snoozedUntil === null ? t('snoozed_reply') : t('snoozed_until', { time: format.dateTime(snoozedUntil) });
    return (
      <span className="inline-flex items-center gap-1 text-12 text-text-3" title={text}>
        <AlarmClock aria-hidden className="size-3!" />
        <span className="sr-only">{text}</span>
        {snoozedUntil !== null && <span aria-hidden>{format.when(snoozedUntil)}</span>}
      </span>
    );
  }
  if (conversation.waitingSince === null) return null;
  const waited = Math.max(0, nowMinutes * minute - Date.parse(conversation.waitingSince));
  const text = format.duration(Math.floor(waited / minute) * 60);
  if (waited < minute) return null;
  return (
    <span
      title={t('waits', { time: text })}
      className={clsx(
        'num inline-flex h-5 shrink-0 items-center gap-1 rounded-6 text-12 whitespace-nowrap',
        waited < 15 * minute && 'text-text-3',
        waited >= 15 * minute && waited < 60 * minute && 'bg-warning-soft px-1.5 font-medium text-warning',
        waited >= 60 * minute && 'bg-danger-soft px-1.5 font-medium text-danger',
      )}
    >
      <Clock aria-hidden className="size-3!" />
      <span className="sr-only">{t('waits', { time: text })}</span>
      <span aria-hidden>{text}</span>
    </span>
  );
}

function SecondLine({ conversation, me, names, labels }: RowProps) {
  const t = useTexts();
  const isUnread = conversation.unread > 0;
  const { assigneeId } = conversation;
  const owner = assigneeId === null ? null : (names.get(assigneeId) ?? '?');
  return (
    <span className="col-start-2 flex h-[22px] min-w-0 items-center gap-1.5">
      <span className={clsx('flex min-w-0 flex-1 items-center gap-1', isUnread ? 'text-text' : 'text-text-2')}>
        <Preview conversation={conversation} me={me} names={names} />
      </span>
      {conversation.labelIds.slice(0, 3).map((id) => {
        const label = labels.get(id);
        return label && <LabelDot key={id} label={label} />;
      })}
      {isUnread && (
        <span title={t('unread', { count: conversation.unread })}>
          <span className="sr-only">{t('unread', { count: conversation.unread })}</span>
          <span aria-hidden>
            <Count>{conversation.unread > 99 ? '99+' : conversation.unread}</Count>
          </span>
        </span>
      )}
      <span title={owner === null ? t('unassigned') : t('assigned_to', { name: owner })} className="inline-flex">
        <Avatar name={owner} size={20} label={owner === null ? t('unassigned') : t('assigned_to', { name: owner })} />
      </span>
    </span>
  );
}

function Preview({ conversation, me, names }: Pick<RowProps, 'conversation' | 'me' | 'names'>) {
  const t = useTexts();
  const { draft, match, lastMessage } = conversation;
  if (match) return <span className="truncate">{match.text}</span>;
  if (draft) {
    return (
      <span className="truncate">
        <b className="font-medium text-accent-text">{t('draft_prefix')}</b> {draft}
      </span>
    );
  }
  if (!lastMessage) return null;
  const { direction, authorId, state, text, files } = lastMessage;
  const author =
    authorId === me ? t('you') : authorId !== null && names.has(authorId) ? `${firstWord(names.get(authorId)!)}:` : '';
  return (
    <>
      {direction === 'out' && state && <StateMark state={state} reason={null} />}
      {direction === 'note' && <StickyNote aria-hidden className="size-3.5! text-warning" />}
      {files > 0 && <Paperclip aria-hidden className="size-3.5! text-text-3" />}
      <span className="truncate">
        {direction === 'note' && `${t('note_prefix')} `}
        {direction === 'out' && author && `${author} `}
        {text || t('files_only', { count: files })}
      </span>
    </>
  );
}

const firstWord = (name: string): string => name.split(' ')[0]!;
