import { Link } from '@tanstack/react-router';
import type { ThreadEntry } from '@parley/contract/conversations';
import { clsx } from 'clsx';
import { Megaphone, RotateCw, Undo2 } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { Tooltip } from '#ui/tooltip';
import { LinkedText } from './linked-text.tsx';
import { MessageFiles } from './message-files.tsx';
import { mayRetry, mayTakeBack, type BubbleActions } from './message-menu.tsx';
import { hasFailed, StateMark, useReasonText, type ShownState } from './state-mark.tsx';
import { useThreadTexts } from './thread-texts.ts';
import { useNow } from './use-now.ts';

/** Later than this after the network's own time, a message says so. */
const lateMilliseconds = 2 * 60_000;

export const MessageBubble = memo(function MessageBubble({
  entry,
  closes,
  actions,
}: {
  entry: ThreadEntry;
  closes: boolean;
  actions: BubbleActions;
}) {
  const isOut = entry.direction === 'out';
  return (
    <Message id={entry.id} className={isOut ? 'items-end self-end' : 'items-start self-start'}>
      <div
        data-bubble
        className={clsx(
          'max-w-full rounded-8 px-3 py-2 text-14 leading-msg wrap-anywhere whitespace-pre-wrap',
          isOut ? 'bg-bubble-out' : 'bg-bubble-in',
        )}
      >
        {entry.kind === 'campaign' && <CampaignLine entry={entry} />}
        {entry.files.length > 0 && <MessageFiles files={entry.files} />}
        {entry.text !== '' && (
          <div dir="auto">
            <LinkedText text={entry.text} />
          </div>
        )}
      </div>
      {closes && <BubbleFoot entry={entry} actions={actions} />}
    </Message>
  );
});

/** One of the log: the arrows lead to it, and a screen reader reads all of it. */
export function Message({ id, className, children }: { id: string; className: string; children: ReactNode }) {
  return (
    <div
      id={`message-${id}`}
      role="article"
      aria-labelledby={`message-${id}`}
      tabIndex={-1}
      data-message={id}
      className={clsx('flex max-w-[min(456px,88%)] flex-col focus-visible:outline-offset-2', className)}
    >
      {children}
    </div>
  );
}

function CampaignLine({ entry }: { entry: ThreadEntry }) {
  const t = useThreadTexts();
  const can = useCan();
  const { id, name } = entry.author;
  return (
    <span className="flex items-center gap-1.5 pb-1 text-12 text-text-2">
      <Megaphone aria-hidden className="size-3.5!" />
      <span className="whitespace-nowrap">{t('campaign')}</span>
      {id !== null && can('campaigns:read') ? (
        <Link to="/campaigns/$id" params={{ id }} className="truncate font-medium text-text hover:underline">
          {name}
        </Link>
      ) : (
        <span className="truncate font-medium text-text">{name}</span>
      )}
    </span>
  );
}

/** Who, when, how far, and what can be done about it. */
function BubbleFoot({ entry, actions }: { entry: ThreadEntry; actions: BubbleActions }) {
  const t = useThreadTexts();
  const isOut = entry.direction === 'out';
  const failed = hasFailed(entry.state);
  return (
    <div
      className={clsx(
        'flex min-h-5 flex-wrap items-center gap-x-1.5 px-0.5 pt-0.5 text-12 text-text-3',
        isOut && 'justify-end',
      )}
    >
      {failed && <FailureReason entry={entry} />}
      {entry.state === 'scheduled' && entry.sendAt && <Countdown until={entry.sendAt} />}
      {mayTakeBack(entry) && (
        <SmallButton label={t('undo_send')} icon={<Undo2 aria-hidden />} onClick={() => actions.onTakeBack(entry)} />
      )}
      {mayRetry(entry) && (
        <SmallButton label={t('retry')} icon={<RotateCw aria-hidden />} onClick={() => actions.onRetry(entry)} />
      )}
      {isOut && <AuthorName entry={entry} />}
      <EntryTime entry={entry} />
      {isOut && entry.state && <StateMark state={entry.state} reason={entry.reason} />}
    </div>
  );
}

function FailureReason({ entry }: { entry: ThreadEntry }) {
  const t = useThreadTexts();
  const reasonText = useReasonText();
  const state = entry.state as ShownState;
  return (
    <span className={clsx(state === 'unknown' ? 'text-warning' : 'text-danger')}>
      {state === 'scheduled' ? null : t(`state_${state}`)}. {reasonText(entry.reason)}
    </span>
  );
}

function Countdown({ until }: { until: string }) {
  const t = useThreadTexts();
  const now = useNow(500);
  return (
    <span className="num">
      {t('state_scheduled', { seconds: Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000)) })}
    </span>
  );
}

function AuthorName({ entry }: { entry: ThreadEntry }) {
  const t = useThreadTexts();
  const { kind, name } = entry.author;
  const said = kind === 'campaign' ? t('sent_campaign') : kind === 'system' ? t('system') : (name ?? t('somebody'));
  return <span>{said.split(' ')[0]}</span>;
}

function EntryTime({ entry: { at, providerTime, direction } }: { entry: ThreadEntry }) {
  const t = useThreadTexts();
  const format = useFormat();
  const isLate =
    direction === 'in' && providerTime !== null && Date.parse(at) - Date.parse(providerTime) > lateMilliseconds;
  const time = (
    <time dateTime={at} className="num">
      {format.time(isLate ? providerTime : at)}
    </time>
  );
  if (providerTime === null) return time;
  return (
    <Tooltip text={t('network_time', { time: format.dateTime(providerTime) })}>
      <span>
        {time}
        {isLate && <span> · {t('received_late')}</span>}
      </span>
    </Tooltip>
  );
}

export function SmallButton({ label, icon, onClick }: { label: string; icon?: React.ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex h-6 items-center gap-1 rounded-6 px-1.5 font-medium text-accent-text hover:bg-hover [&_svg]:size-3.5!"
    >
      {icon}
      {label}
    </button>
  );
}
