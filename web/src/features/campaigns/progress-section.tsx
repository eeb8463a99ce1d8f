import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { Campaign } from '@parley/contract/campaigns';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { CircleAlert, Clock, Pause } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { StackedBar } from '#ui/bar';
import { Notice } from '#ui/states';
import { useLiveTexts } from './live-texts.ts';
import { barStates, grounds, isTold, sumOf, type StateName } from './states.ts';
import { useTexts } from './texts.ts';

type Show = (people: string) => void;

/**
 * How far, how fast, until when; everybody in one bar and one row of numbers that open their people. Who was left out before
 * the start is told, but is no part of the way: a campaign to few of many would look as good as done.
 */
export function ProgressSection({
  campaign,
  progress,
  onShow,
}: {
  campaign: Campaign;
  progress: CampaignProgress;
  onShow: Show;
}) {
  const t = useTexts();
  const format = useFormat();
  const { planned, states } = progress;
  const done = planned - states.queued - states.submitting;
  // Not 100 % before the last one is through.
  const percent = format.percent(planned === 0 ? 0 : Math.floor((done / planned) * 100) / 100);
  const parts = barStates.filter((state) => states[state] > 0);
  return (
    <section aria-label={t('progress')}>
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <b className="num text-20 font-semibold tracking-[-0.012em]">{percent}</b>
        <span className="num">{t('processed', { done: format.number(done), total: format.number(planned) })}</span>
        <Pace campaign={campaign} progress={progress} />
      </p>
      <div className="mt-2">
        <StackedBar
          total={planned}
          parts={parts.map((key) => ({ key, value: states[key], ground: grounds[key] }))}
          label={t('bar_label', {
            percent,
            parts: format.list(parts.map((state) => `${t(`state_${state}`)} ${format.number(states[state])}`)),
          })}
        />
      </div>
      <Numbers network={campaign.network} progress={progress} onShow={onShow} />
      <div className="mt-3 flex flex-col gap-2 empty:hidden">
        <Standstill campaign={campaign} progress={progress} />
        <SlowReasons progress={progress} />
      </div>
    </section>
  );
}

function Pace({
  campaign,
  progress: { status, perSecond, etaSeconds, states },
}: {
  campaign: Campaign;
  progress: CampaignProgress;
}) {
  const t = useTexts();
  const format = useFormat();
  if (campaign.finishedAt !== null) {
    const seconds = (Date.parse(campaign.finishedAt) - Date.parse(campaign.startedAt ?? campaign.createdAt)) / 1_000;
    return (
      <span className="num text-text-2 md:ml-auto">
        {t('finished_at', { time: format.dateTime(campaign.finishedAt) })},{' '}
        {t('took', { duration: format.duration(seconds) })}
      </span>
    );
  }
  if (status !== 'RUNNING' || states.queued === 0) return null;
  return (
    <span className="num md:ml-auto">
      <b className="text-16 font-semibold">
        {perSecond >= 10
          ? t('per_second', { rate: format.number(Math.round(perSecond)) })
          : t('per_minute', { rate: format.number(Math.round(perSecond * 60)) })}
      </b>{' '}
      <span className="text-text-2">
        {etaSeconds === null
          ? t('left_unknown')
          : t('left', { duration: format.duration(etaSeconds), time: format.when(Date.now() + etaSeconds * 1_000) })}
      </span>
    </span>
  );
}

interface Cell {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly ground: string;
  readonly note: ReactNode;
}

/** As many as stand beside one another with their names whole; more take two rows. */
const inOneRow: Readonly<Record<number, string>> = { 7: 'lg:grid-cols-7', 8: 'lg:grid-cols-8', 9: 'lg:grid-cols-9' };

function Numbers({
  network,
  progress,
  onShow,
}: {
  network: Campaign['network'];
  progress: CampaignProgress;
  onShow: Show;
}) {
  const t = useTexts();
  const l = useLiveTexts();
  const format = useFormat();
  const { planned, states } = progress;
  const leftOut = sumOf(progress.excluded);
  const share = (value: number): string => format.percent(planned === 0 ? 0 : value / planned);
  const cell = (state: StateName): Cell => ({
    key: state,
    label: t(`state_${state}`),
    value: states[state],
    ground: grounds[state],
    note: share(states[state]),
  });
  const told = (state: 'delivered' | 'read'): Cell =>
    states[state] > 0 || isTold(state, network) ? cell(state) : { ...cell(state), note: l('no_data') };
  const failed = states.failed + states.expired;
  // Most of the skipped were left out before the start: their list comes first.
  const skippedCell: Cell =
    leftOut === 0
      ? cell('skipped')
      : {
          ...cell('skipped'),
          key: 'left_out',
          value: states.skipped + leftOut,
          note: l('of_them_before', { count: format.number(leftOut) }),
        };
  // Once it is over, nobody waits any more.
  const isOver = !['QUEUED', 'RUNNING', 'PAUSED'].includes(progress.status);
  const cells: Cell[] = [
    ...(isOver && states.queued === 0 ? [] : [cell('queued')]),
    ...(isOver && states.submitting === 0 ? [] : [cell('submitting')]),
    cell('accepted'),
    told('delivered'),
    told('read'),
    { ...cell('failed'), label: t('cell_failed'), value: failed, note: share(failed) },
    cell('unknown'),
    skippedCell,
    ...(states.cancelled > 0 ? [cell('cancelled')] : []),
    { key: 'opted_out', label: t('cell_opted'), value: progress.optedOut, ground: 'bg-text-2', note: t('of_replied') },
  ];
  return (
    <ul className={clsx('mt-2 grid grid-cols-3 gap-y-1 md:grid-cols-5', inOneRow[cells.length])}>
      {cells.map(({ key, label, value, ground, note }) => (
        <li key={key} className="min-w-0">
          <button
            type="button"
            onClick={() => onShow(key)}
            className="group -ml-2 flex w-[calc(100%+8px)] min-w-0 flex-col rounded-6 px-2 py-1 text-left hover:bg-hover"
          >
            <span className="flex max-w-full items-center gap-1.5 text-12 text-text-2">
              <i className={clsx('size-2 shrink-0 rounded-[2px]', ground)} />
              <span className="truncate">{label}</span>
            </span>
            <span className="num text-16 font-semibold opens">{format.number(value)}</span>
            <span className="num max-w-full truncate text-12 text-text-3">{note}</span>
            <span className="sr-only">{t('show_people')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The truth about a pause: nobody new is written to, what is on the wire stays there. */
function Standstill({ campaign, progress }: { campaign: Campaign; progress: CampaignProgress }) {
  const t = useTexts();
  const { submitting } = progress.states;
  if (campaign.status === 'FAILED') {
    const isEmpty = campaign.statusReason === 'audience_empty';
    return (
      <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
        <b className="font-medium">{t(isEmpty ? 'failed_empty' : 'failed_launch')}.</b>{' '}
        {t(isEmpty ? 'failed_empty_detail' : 'failed_launch_detail')}
      </Notice>
    );
  }
  if (campaign.status !== 'PAUSED') return null;
  const hasStalled = campaign.statusReason !== null;
  const title = hasStalled
    ? t('stalled')
    : submitting > 0
      ? t('paused_flight', { count: submitting })
      : t('paused_still');
  return (
    <Notice tone="warning" icon={<Pause aria-hidden />}>
      <b className="font-medium">{title}.</b> {t(hasStalled ? 'stalled_detail' : 'paused_detail')}
    </Notice>
  );
}

function SlowReasons({ progress }: { progress: CampaignProgress }) {
  const l = useLiveTexts();
  const format = useFormat();
  if (progress.status !== 'RUNNING') return null;
  const closed = progress.channels.find(({ workReason }) => workReason === 'hours');
  const reasons = progress.channels.flatMap((channel) => {
    const { name, workReason, until, limits } = channel;
    const isBound = channel.network === 'telegram';
    const time = until ? format.when(until) : '';
    const text = {
      // All of them wait for the same: it is said once.
      hours: () => (channel === closed ? l('slow_hours', { time }) : null),
      hour_limit: () => l('slow_hour', { name, limit: format.number(limits.perHour ?? 0), time }),
      day_limit: () => l('slow_day', { name, limit: format.number(limits.perDay ?? 0), time }),
      paused: () => l(isBound ? 'slow_paused_telegram' : 'slow_paused', { name }),
      login_required: () => l(isBound ? 'slow_login_telegram' : 'slow_login', { name }),
      reconnecting: () => l('slow_reconnecting', { name }),
      removed: () => l(isBound ? 'slow_removed_telegram' : 'slow_removed', { name }),
      campaign_paused: () => null,
    }[workReason ?? 'campaign_paused']();
    return text === null ? [] : [{ id: channel.channelId, text }];
  });
  return reasons.map(({ id, text }) => (
    <Notice
      key={id}
      tone="warning"
      icon={<Clock aria-hidden />}
      action={
        id !== closed?.channelId && (
          <Link to="/channels" className="link whitespace-nowrap">
            {l('to_channel')}
          </Link>
        )
      }
    >
      {text}
    </Notice>
  ));
}
