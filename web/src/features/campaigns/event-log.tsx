import { useInfiniteQuery } from '@tanstack/react-query';
import type { Campaign, CampaignLogEntry } from '@parley/contract/campaigns';
import { clsx } from 'clsx';
import { Archive, Check, CircleAlert, Info, Pause, Play, RotateCw, Square, Users, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { api, type Page } from '#lib/api';
import { useFormat } from '#lib/format';
import { Button } from '#ui/button';
import { Segments } from '#ui/tabs';
import { campaignKeys } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';
import { reasonName, useReasonTexts } from './reason-texts.ts';

const icons: Readonly<Record<string, LucideIcon>> = {
  started: Play,
  launched: Users,
  paused: Pause,
  stalled: Pause,
  resumed: Play,
  completed: Check,
  cancelled: Square,
  archived: Archive,
  channel_recovered: RotateCw,
  channel_resumed: Play,
  channel_paused: Pause,
  channel_hour_limit: Pause,
  channel_day_limit: Pause,
  channel_goes_on: Play,
};
const levels = { INFO: 'text-text-3', WARNING: 'text-warning', ERROR: 'text-danger' } as const;
const pageSize = 20;

/** What happened, newest first. */
export function EventLog({ campaign }: { campaign: Campaign }) {
  const l = useLiveTexts();
  const [only, setOnly] = useState<'all' | 'WARNING'>('all');
  const log = useInfiniteQuery({
    queryKey: [...campaignKeys.one(campaign.id), 'log', only],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<CampaignLogEntry>>(`/campaigns/${campaign.id}/log`, {
        query: { limit: pageSize, cursor: pageParam, level: only === 'all' ? undefined : only },
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
  const entries = log.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section aria-label={l('log')}>
      <div className="mb-1 flex min-h-7 items-center justify-between">
        <h2 className="font-semibold">{l('log')}</h2>
        <Segments
          label={l('log_filter')}
          value={only}
          onChange={setOnly}
          options={[
            { value: 'all', label: l('log_all') },
            { value: 'WARNING', label: <CircleAlert aria-hidden />, name: l('log_warnings') },
          ]}
        />
      </div>
      {entries.length === 0 && !log.isPending && <p className="text-text-3">{l('log_empty')}</p>}
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} campaign={campaign} />
        ))}
      </ol>
      {log.hasNextPage && (
        <Button variant="ghost" size="small" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {l('log_more')}
        </Button>
      )}
    </section>
  );
}

function Entry({ entry, campaign }: { entry: CampaignLogEntry; campaign: Campaign }) {
  const format = useFormat();
  const Icon = icons[entry.code] ?? (entry.level === 'INFO' ? Info : CircleAlert);
  return (
    <li className="grid grid-cols-[44px_16px_minmax(0,1fr)] gap-2 py-1">
      <time dateTime={entry.at} title={format.dateTime(entry.at)} className="text-12 leading-[18px] text-text-3">
        {format.when(entry.at)}
      </time>
      <Icon
        aria-hidden
        className={clsx(
          'mt-px',
          entry.code === 'started' || entry.code === 'resumed' ? 'text-success' : levels[entry.level],
        )}
      />
      <span className="min-w-0 wrap-anywhere">
        <EntryText entry={entry} campaign={campaign} />
      </span>
    </li>
  );
}

const byPeople = new Set(['started', 'paused', 'resumed', 'cancelled']);

function EntryText({ entry: { code, details, byName }, campaign }: { entry: CampaignLogEntry; campaign: Campaign }) {
  const r = useReasonTexts();
  const format = useFormat();
  if (code === 'failed' && details['reason'] === 'launch_failed') return r('log_failed_launch');
  if (code === 'launched') return r('log_launched', { count: Number(details['planned'] ?? 0) });
  if (byPeople.has(code)) {
    return byName === null
      ? r(`log_${code}_alone` as 'log_paused_alone')
      : r(`log_${code}` as 'log_paused', { name: byName });
  }
  const channel = campaign.channels.find(({ id }) => id === details['channelId'])?.name ?? '';
  const until = details['until'];
  const time = typeof until === 'string' ? format.when(until) : '';
  return reasonName((key) => r(key, { channel, time }), `log_${code}`);
}
