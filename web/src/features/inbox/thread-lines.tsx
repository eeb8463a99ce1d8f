import type { ThreadEntry } from '@parley/contract/conversations';
import { clsx } from 'clsx';
import { AlarmClock, Check, RotateCcw, StickyNote, Tag, UserRound, type LucideIcon } from 'lucide-react';
import { Fragment, memo } from 'react';
import { useFormat } from '#lib/format';
import { Avatar } from '#ui/avatar';
import { LinkedText } from './linked-text.tsx';
import type { Outgoing } from './outbox-items.ts';
import { Message, SmallButton } from './message-bubble.tsx';
import type { OutgoingActions } from './message-menu.tsx';
import { StateMark } from './state-mark.tsx';
import { useThreadTexts } from './thread-texts.ts';

export function DayLine({ at }: { at: string }) {
  const t = useThreadTexts();
  const format = useFormat();
  const isYesterday = format.dayKey(Date.now() - 86_400_000) === format.dayKey(at);
  const day = format.longDate(at);
  const text = format.isToday(at) ? `${t('today')}, ${day}` : isYesterday ? `${t('yesterday')}, ${day}` : capital(day);
  return (
    <div className="flex items-center gap-4 py-1 text-12 text-text-3">
      <span aria-hidden className="h-px flex-1 bg-hairline" />
      <h3>{text}</h3>
      <span aria-hidden className="h-px flex-1 bg-hairline" />
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const eventIcons: Readonly<Record<NonNullable<ThreadEntry['event']>['type'], LucideIcon>> = {
  assigned: UserRound,
  resolved: Check,
  reopened: RotateCcw,
  snoozed: AlarmClock,
  woken: AlarmClock,
  labelled: Tag,
};

export const EventLine = memo(function EventLine({ entry }: { entry: ThreadEntry }) {
  const t = useThreadTexts();
  const format = useFormat();
  if (!entry.event) return null;
  const Icon = eventIcons[entry.event.type];
  return (
    <p className="flex items-center justify-center gap-1.5 self-center px-4 py-0.5 text-center text-12 text-text-3">
      <Icon aria-hidden className="size-3.5!" />
      <span>
        {eventText(entry, t, format.dateTime)}, <time dateTime={entry.at}>{format.time(entry.at)}</time>
      </span>
    </p>
  );
});

function eventText(
  { event, author }: ThreadEntry,
  t: ReturnType<typeof useThreadTexts>,
  when: (at: string) => string,
): string {
  const who = author.name ?? (author.kind === 'system' ? t('system') : t('somebody'));
  switch (event?.type) {
    case 'assigned':
      if (event.assigneeId === null) return t('event_unassigned', { who });
      return event.assigneeId === author.id
        ? t('event_taken', { who })
        : t('event_assigned', { who, name: event.assigneeName ?? '' });
    case 'resolved':
      return t('event_resolved', { who });
    case 'reopened':
      return author.kind === 'contact' ? t('event_reopened_contact') : t('event_reopened', { who });
    case 'snoozed':
      return event.until === null
        ? t('event_snoozed_reply', { who })
        : t('event_snoozed', { who, time: when(event.until) });
    case 'woken':
      return t('event_woken');
    case 'labelled':
      return t(event.added ? 'event_labelled' : 'event_unlabelled', { who, name: event.name });
    case undefined:
      return '';
  }
}

/** Amber: what only members see. */
export const NoteLine = memo(function NoteLine({
  entry,
  names,
}: {
  entry: ThreadEntry;
  names: ReadonlyMap<string, string>;
}) {
  const t = useThreadTexts();
  const format = useFormat();
  return (
    <Message id={entry.id} className="max-w-none!">
      <div data-bubble className="flex gap-3 rounded-8 bg-note px-3 py-2">
        <StickyNote aria-hidden className="mt-0.5 text-warning" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-1.5 text-12 text-text-2">
            <span className="text-13 font-semibold text-text">{entry.author.name ?? t('somebody')}</span>
            {t('note_by')}, <time dateTime={entry.at}>{format.time(entry.at)}</time>
          </p>
          <p dir="auto" className="text-13 leading-msg wrap-anywhere whitespace-pre-wrap">
            <Mentioned text={entry.text} mentions={entry.mentions} names={names} />
          </p>
        </div>
      </div>
    </Message>
  );
});

function Mentioned({
  text,
  mentions,
  names,
}: {
  text: string;
  mentions: readonly string[];
  names: ReadonlyMap<string, string>;
}) {
  const known = mentions.flatMap((id) => names.get(id) ?? []).map((name) => `@${name}`);
  if (known.length === 0) return <LinkedText text={text} />;
  const pattern = new RegExp(`(${known.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'g');
  return text.split(pattern).map((part, index) =>
    index % 2 === 1 ? (
      <span key={index} className="font-medium text-accent-text">
        {part}
      </span>
    ) : (
      <Fragment key={index}>
        <LinkedText text={part} />
      </Fragment>
    ),
  );
}

/** Written here and not at the server yet. */
export function OutgoingLine({ item, actions }: { item: Outgoing; actions: OutgoingActions }) {
  const t = useThreadTexts();
  const format = useFormat();
  const isRefused = item.problem !== null;
  return (
    <Message id={item.clientId} className="items-end self-end">
      <div
        data-bubble
        className={clsx(
          'max-w-full rounded-8 px-3 py-2 text-14 leading-msg wrap-anywhere whitespace-pre-wrap',
          item.kind === 'note' ? 'bg-note' : 'bg-bubble-out',
        )}
      >
        {item.files.map((file) => (
          <span key={file.id} className="block text-13 text-text-2">
            {file.name}
          </span>
        ))}
        {item.text}
      </div>
      <div className="flex min-h-5 flex-wrap items-center justify-end gap-x-1.5 px-0.5 pt-0.5 text-12 text-text-3">
        {isRefused && (
          <>
            <span className="text-danger">
              {t('state_refused')}. {item.problem}
            </span>
            <SmallButton label={t('retry')} onClick={() => actions.onAgain(item)} />
            <SmallButton label={t('edit')} onClick={() => actions.onTakeBack(item)} />
            <SmallButton label={t('discard')} onClick={() => actions.onDiscard(item)} />
          </>
        )}
        {!isRefused &&
          (item.isWithdrawn ? (
            <span>{t('taking_back')}</span>
          ) : (
            <SmallButton label={t('undo_send')} onClick={() => actions.onTakeBack(item)} />
          ))}
        <time dateTime={item.at} className="num">
          {format.time(item.at)}
        </time>
        <StateMark state={isRefused ? 'refused' : 'waiting'} reason={item.problem} />
      </div>
    </Message>
  );
}

/** Who else is here, beside the header. */
export function Viewers({ people }: { people: readonly { id: string; name: string }[] }) {
  const t = useThreadTexts();
  const format = useFormat();
  if (people.length === 0) return null;
  const names = format.list(people.map(({ name }) => name));
  const text = t(people.length === 1 ? 'viewing' : 'viewing_many', { names });
  return (
    <span role="status" title={text} className="inline-flex items-center -space-x-1">
      <span className="sr-only">{text}</span>
      {people.slice(0, 3).map(({ id, name }) => (
        <span key={id} className="rounded-full ring-2 ring-surface">
          <Avatar name={name} size={24} />
        </span>
      ))}
    </span>
  );
}
