import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useEvents, useRoom } from '#lib/realtime';
import { useCalm } from '#lib/use-calm';
import { Page, PageBody } from '#ui/page';
import { ErrorState, Skeleton } from '#ui/states';
import { campaignKeys, campaignQuery, progressQuery } from './campaign-queries.ts';
import { ChannelTable } from './channel-table.tsx';
import { FailuresSection } from './failures-section.tsx';
import { FlowSection } from './flow-section.tsx';
import { LiveHeader } from './live-header.tsx';
import { PeopleDrawer, type Shown } from './people-drawer.tsx';
import { ProgressSection } from './progress-section.tsx';
import { SidePanel } from './side-panel.tsx';

const slowMilliseconds = 5_000;

/** A campaign from its start on: where everybody is, why it is slow, what failed, and what to do about it. */
export function LivePage({ id, shown, onShow }: { id: string; shown: Shown; onShow: (next: Shown) => void }) {
  // What the page before knew may be older than the start, whose event came while nobody listened here.
  const campaign = useQuery({ ...campaignQuery(id), refetchOnMount: 'always' });
  const isLive = campaign.data?.status === 'RUNNING' || campaign.data?.status === 'QUEUED';
  // Speed and remaining time change also while nothing happens.
  const progress = useQuery({ ...progressQuery(id), refetchInterval: isLive ? slowMilliseconds : false });
  useLive(id);
  useSameStatus(id, campaign.data?.status, progress.data?.status);
  if (campaign.data?.status === 'DRAFT') {
    return <Navigate to="/campaigns/$id/edit/$step" params={{ id, step: 'review' }} replace />;
  }
  const failed = [campaign, progress].find((query) => query.isError && query.data === undefined);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!campaign.data || !progress.data) return <Waiting />;
  const show = (people: string, reason?: string): void => onShow({ people, ...(reason !== undefined && { reason }) });
  return (
    <Page>
      <LiveHeader campaign={campaign.data} progress={progress.data} />
      <PageBody className="lg:grid lg:grid-cols-[minmax(0,1fr)_304px] lg:overflow-hidden">
        <div className="flex flex-col gap-6 p-4 lg:overflow-y-auto">
          <ProgressSection campaign={campaign.data} progress={progress.data} onShow={show} />
          <ChannelTable progress={progress.data} onShow={(people, channel) => onShow({ people, channel })} />
          <FlowSection campaign={campaign.data} progress={progress.data} />
          <FailuresSection campaign={campaign.data} progress={progress.data} onShow={show} />
        </div>
        <SidePanel campaign={campaign.data} progress={progress.data} onShow={show} />
      </PageBody>
      <PeopleDrawer campaign={campaign.data} shown={shown} onShow={onShow} />
    </Page>
  );
}

/** Figures follow the campaign at once; what is dearer to count follows every few seconds. */
function useLive(id: string): void {
  const client = useQueryClient();
  const key = campaignKeys.one(id);
  const refreshSlow = useCalm(() => {
    for (const part of ['history', 'failures', 'log', 'recipients']) {
      void client.invalidateQueries({ queryKey: [...key, part] });
    }
  }, slowMilliseconds);
  useRoom(`campaign:${id}`);
  useEvents(
    ['campaign.progressed', 'campaign.status_changed', 'campaign.replied', 'channel.state_changed', 'channel.updated'],
    ({ name, payload }) => {
      if ('campaignId' in payload && payload.campaignId !== id) return;
      void client.invalidateQueries({ queryKey: [...key, 'progress'] });
      if (name === 'campaign.status_changed') void client.invalidateQueries({ queryKey: key });
      refreshSlow();
    },
  );
}

/**
 * A start is often told before this page listens, and the campaign would stand here as starting until its end. Its progress is
 * asked for all along: where that says another status, the campaign is read anew.
 */
function useSameStatus(id: string, known: string | undefined, told: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (known === undefined || told === undefined || known === told) return;
    void client.invalidateQueries({ queryKey: campaignKeys.one(id), exact: true });
  }, [client, id, known, told]);
}

function Waiting() {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Skeleton className="h-6 w-64" />
      <Skeleton className="h-3 w-full" />
      <Skeleton className="h-16 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
