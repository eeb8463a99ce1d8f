import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Campaign } from '@parley/contract/campaigns';
import type { Room } from '@parley/contract/realtime';
import { MoreHorizontal, Megaphone, Plus } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useEvents, useRooms } from '#lib/realtime';
import { useCalm } from '#lib/use-calm';
import { useUiTexts } from '#lib/ui-texts';
import { StackedBar } from '#ui/bar';
import { Button, IconButton } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { Menu, type MenuItem } from '#ui/menu';
import { Page, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { VirtualList } from '#ui/virtual-list';
import { CampaignDialogs, type CampaignQuestion } from './campaign-dialogs.tsx';
import { CampaignFilters } from './campaign-filters.tsx';
import { campaignListQuery, type CampaignFilter } from './campaign-queries.ts';
import { barStates, grounds } from './states.ts';
import { StatusBadge } from './status-badge.tsx';
import { useTexts } from './texts.ts';
import { useCampaignMoves } from './use-campaign-moves.ts';

const rowHeight = 56;
const calmMilliseconds = 1_500;

/** Newest first; a running campaign moves in its row. */
export function CampaignList({
  filter,
  onFilter,
}: {
  filter: CampaignFilter;
  onFilter: (next: CampaignFilter) => void;
}) {
  const t = useTexts();
  const can = useCan();
  const client = useQueryClient();
  const list = useInfiniteQuery(campaignListQuery(filter));
  // Running campaigns tell of their progress twice a second each; the list looks up to see all of them at once.
  const refresh = useCalm(() => void client.invalidateQueries({ queryKey: ['campaigns', 'list'] }), calmMilliseconds);
  useEvents(['campaign.status_changed', 'campaign.progressed'], refresh);
  const campaigns = list.data?.pages.flatMap((page) => page.data) ?? [];
  // Progress is told to those who look at the campaign.
  useRooms(campaigns.filter(({ status }) => status === 'RUNNING').map(({ id }): Room => `campaign:${id}`));
  const isFiltered = Object.values(filter).some(Boolean);
  const create = can('campaigns:write') && (
    <Link to="/campaigns/new">
      <Button variant="primary" icon={<Plus aria-hidden />} tabIndex={-1}>
        {t('new_campaign')}
      </Button>
    </Link>
  );
  return (
    <Page>
      <PageHeader title={t('campaigns')} actions={create} />
      <CampaignFilters filter={filter} onFilter={onFilter} />
      {list.isPending ? (
        <SkeletonRows count={8} height="h-14" />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : campaigns.length === 0 ? (
        <NoCampaigns isFiltered={isFiltered} create={create} onClear={() => onFilter({})} />
      ) : (
        <VirtualList
          label={t('list_label')}
          items={campaigns}
          rowHeight={rowHeight}
          keyOf={(campaign) => campaign.id}
          renderRow={(campaign) => <Row campaign={campaign} />}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        />
      )}
    </Page>
  );
}

function NoCampaigns({
  isFiltered,
  create,
  onClear,
}: {
  isFiltered: boolean;
  create: React.ReactNode;
  onClear: () => void;
}) {
  const t = useTexts();
  const ui = useUiTexts();
  if (isFiltered) {
    return (
      <EmptyState title={t('none_found')} action={<Button onClick={onClear}>{ui('clear_filters')}</Button>}>
        {t('none_found_text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Megaphone aria-hidden />} title={t('none_yet')} action={create}>
      {t('none_yet_text')}
    </EmptyState>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const isDraft = campaign.status === 'DRAFT';
  const meta = [campaign.template?.name, campaign.channels.map(({ name }) => name).join(', ')].filter(Boolean);
  return (
    <div className="relative grid h-14 grid-cols-[minmax(0,1fr)_auto_28px] items-center gap-x-3 border-b px-4 hover:bg-hover md:grid-cols-[16px_minmax(0,1fr)_120px_200px_112px_28px]">
      <span className="hidden md:block">
        <ChannelGlyph network={campaign.network} />
      </span>
      <div className="min-w-0">
        <Link
          {...(isDraft
            ? { to: '/campaigns/$id/edit/$step', params: { id: campaign.id, step: 'basics' } }
            : { to: '/campaigns/$id', params: { id: campaign.id } })}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {campaign.name}
        </Link>
        <p className="truncate text-12 text-text-3">{meta.join(' · ')}</p>
      </div>
      <span className="justify-self-start">
        <StatusBadge campaign={campaign} />
      </span>
      <RowProgress campaign={campaign} />
      <span className="hidden min-w-0 text-right text-12 text-text-3 md:block">
        <time dateTime={campaign.createdAt} className="block">
          {format.when(campaign.startedAt ?? campaign.createdAt)}
        </time>
        <span className="block truncate">{campaign.createdByName}</span>
      </span>
      <RowMenu campaign={campaign} />
    </div>
  );
}

function RowProgress({ campaign: { progress, name } }: { campaign: Campaign }) {
  const t = useTexts();
  const format = useFormat();
  if (progress === null) return <span className="hidden md:block" />;
  const { planned, done, states } = progress;
  const share = planned === 0 ? 0 : done / planned;
  return (
    <div className="col-span-2 col-start-1 row-start-2 md:col-auto md:row-auto">
      <StackedBar
        small
        label={`${name}: ${format.percent(share)}`}
        total={planned}
        parts={barStates.map((state) => ({ key: state, value: states[state], ground: grounds[state] }))}
      />
      <p className="num mt-1 hidden text-12 text-text-3 md:block">
        {t('done_of', {
          share: format.percent(Math.floor(share * 100) / 100),
          done: format.number(done),
          planned: format.number(planned),
        })}
      </p>
    </div>
  );
}

function RowMenu({ campaign }: { campaign: Campaign }) {
  const t = useTexts();
  const moves = useCampaignMoves(campaign);
  const [question, setQuestion] = useState<CampaignQuestion>(null);
  const items: MenuItem[] = [
    ...(moves.may('pause') ? [{ label: t('pause'), onSelect: () => moves.move.mutate('pause') }] : []),
    ...(moves.may('resume') ? [{ label: t('resume'), onSelect: () => moves.move.mutate('resume') }] : []),
    ...(moves.mayWrite ? [{ label: t('duplicate'), onSelect: () => moves.duplicate.mutate() }] : []),
    ...(moves.may('archive')
      ? [
          {
            label: campaign.archivedAt === null ? t('do_archive') : t('unarchive'),
            onSelect: () => moves.archive.mutate(campaign.archivedAt === null),
          },
        ]
      : []),
    ...(moves.may('cancel') ? [{ label: t('stop'), danger: true, onSelect: () => setQuestion('cancel') }] : []),
    ...(moves.may('delete') ? [{ label: t('remove'), danger: true, onSelect: () => setQuestion('delete') }] : []),
  ];
  if (items.length === 0) return <span />;
  return (
    <div className="relative">
      <Menu
        trigger={
          <IconButton
            label={t('actions', { name: campaign.name })}
            icon={<MoreHorizontal aria-hidden />}
            size="small"
          />
        }
        items={items}
      />
      <CampaignDialogs campaign={campaign} moves={moves} question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}
