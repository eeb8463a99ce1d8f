import { useQuery } from '@tanstack/react-query';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { Campaign } from '@parley/contract/campaigns';
import { clsx } from 'clsx';
import { Download } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useFormat } from '#lib/format';
import { useMe } from '#lib/me';
import { saveCsv } from '#lib/save-file';
import { IconButton } from '#ui/button';
import { Skeleton } from '#ui/states';
import { Table, Td, Th } from '#ui/table';
import { Segments } from '#ui/tabs';
import { historyQuery } from './campaign-queries.ts';
import {
  closedSpans,
  flowGrounds,
  flowOf,
  flowSeries,
  sentAt,
  thinned,
  type Flow,
  type FlowSeries,
} from './flow-points.ts';
import { useLiveTexts } from './live-texts.ts';

const FlowChart = lazy(async () => ({ default: (await import('./flow-chart.tsx')).FlowChart }));

const tableRows = 24;
const hasEnded: ReadonlySet<string> = new Set(['COMPLETED', 'CANCELLED', 'FAILED']);

/** What had become of the messages at each moment, as a picture or as its table. */
export function FlowSection({
  campaign: { id, startedAt, options },
  progress,
}: {
  campaign: Campaign;
  progress: CampaignProgress;
}) {
  const l = useLiveTexts();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const history = useQuery({
    ...historyQuery(id),
    refetchInterval: progress.status === 'RUNNING' ? 10_000 : false,
  });
  const flow = history.data ? flowOf(history.data, progress, startedAt, Date.now()) : null;
  const { organization } = useMe();
  const closed = flow ? closedSpans(options, organization.timeZone, flow) : [];
  const names = useSeriesNames();
  const download = (): void => {
    if (!flow) return;
    const head = [l('time'), l('sent'), ...flowSeries.map((series) => names[series])];
    const rows = flow.points.map((point) => [
      new Date(point.at).toISOString(),
      sentAt(point),
      ...flowSeries.map((series) => point[series]),
    ]);
    saveCsv(`${l('flow')}.csv`, [head, ...rows]);
  };
  return (
    <section aria-label={l('flow')}>
      <div className="mb-1 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-16 font-semibold">{l(hasEnded.has(progress.status) ? 'flow_was' : 'flow')}</h2>
        <p className="flex flex-wrap gap-x-3 text-12 text-text-2 md:ml-auto">
          {flowSeries.map((series) => (
            <span key={series} className="inline-flex items-center gap-1.5">
              <i className={clsx('size-2 rounded-[2px]', flowGrounds[series])} />
              {names[series]}
            </span>
          ))}
          {flow?.limit && <LimitMark limit={flow.limit} />}
          {closed.length > 0 && (
            <span className="inline-flex items-center gap-1.5">
              <i className="size-2 rounded-[2px] bg-neutral-solid" />
              {l('closed_hours')}
            </span>
          )}
        </p>
        <Segments
          label={l('chart_view')}
          value={view}
          onChange={setView}
          options={[
            { value: 'chart', label: l('as_chart') },
            { value: 'table', label: l('as_table') },
          ]}
        />
        <IconButton
          label={l('download_table')}
          icon={<Download aria-hidden />}
          size="small"
          disabledReason={flow ? null : l('flow_empty')}
          onClick={download}
        />
      </div>
      {flow === null ? (
        <p className="py-6 text-text-3">{l('flow_empty')}</p>
      ) : view === 'table' ? (
        <FlowTable flow={flow} />
      ) : (
        <Suspense fallback={<Skeleton className="h-44 w-full" />}>
          <FlowChart flow={flow} names={names} closed={closed} />
        </Suspense>
      )}
    </section>
  );
}

/** What the sending may not be faster than, as the line in the graph. */
function LimitMark({ limit: { perSecond, by } }: { limit: NonNullable<Flow['limit']> }) {
  const l = useLiveTexts();
  const format = useFormat();
  const rate =
    perSecond >= 10
      ? l('per_second_short', { rate: format.number(Math.round(perSecond)) })
      : l('per_minute_short', { rate: format.number(Math.round(perSecond * 60)) });
  return (
    <span className="inline-flex items-center gap-1.5">
      <i className="w-3 border-t-2 border-dotted border-warning-solid" />
      {l(by === 'campaign' ? 'limit_campaign' : 'limit_channels', { rate })}
    </span>
  );
}

function useSeriesNames(): Record<FlowSeries, string> {
  const l = useLiveTexts();
  return { read: l('read'), delivered: l('delivered'), accepted: l('accepted'), failed: l('failed_unknown') };
}

function FlowTable({ flow }: { flow: Flow }) {
  const l = useLiveTexts();
  const format = useFormat();
  const names = useSeriesNames();
  return (
    <div className="max-h-72 overflow-auto">
      <Table>
        <thead>
          <tr>
            <Th>{l('time')}</Th>
            <Th right>{l('sent')}</Th>
            {flowSeries.map((series) => (
              <Th key={series} right>
                {names[series]}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {thinned(flow.points, tableRows).map((point) => (
            <tr key={point.at}>
              <Td className="num">{format.when(point.at)}</Td>
              <Td right className="num">
                {format.number(sentAt(point))}
              </Td>
              {flowSeries.map((series) => (
                <Td key={series} right className="num">
                  {format.number(point[series])}
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
