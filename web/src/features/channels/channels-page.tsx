import type { Channel } from '@parley/contract/channels';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { FlaskConical, MoreHorizontal, Pause, Play, Plus, RadioTower, RefreshCw } from 'lucide-react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useEvents } from '#lib/realtime';
import { Badge } from '#ui/badge';
import { Button, IconButton } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { Menu, type MenuItem } from '#ui/menu';
import { Page, PageBody, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Table, Td, Th } from '#ui/table';
import { Tooltip } from '#ui/tooltip';
import { ChannelDrawer } from './channel-drawer.tsx';
import { channelListQuery } from './channel-queries.ts';
import { ChannelState, kindText, LimitsInUse, Rate, useTrouble } from './channel-state.tsx';
import { useTexts } from './texts.ts';
import { useChannelMoves } from './use-channel-moves.ts';
import { useSandboxChannel } from './use-sandbox-channel.ts';

/** All accounts, what they are doing and what needs somebody. `openId`: whose details stand beside the list. */
export function ChannelsPage({ openId, onOpen }: { openId: string | null; onOpen: (id: string | null) => void }) {
  const t = useTexts();
  const can = useCan();
  const client = useQueryClient();
  const query = useQuery(channelListQuery);
  useEvents(
    ['channel.state_changed', 'channel.updated', 'channel.health_changed', 'channel.alert_raised'],
    ({ payload }) => {
      const isRemoved = 'change' in payload && payload.change === 'removed';
      // What is gone is not asked for again: its details close, whoever removed it.
      void client.invalidateQueries({ queryKey: isRemoved ? channelListQuery.queryKey : ['channels'] });
      if (isRemoved && payload.channelId === openId) onOpen(null);
    },
  );
  const channels = query.data?.data ?? [];
  const mayWrite = can('channels:write');
  return (
    <Page>
      <PageHeader
        title={t('title')}
        meta={channels.length > 0 && t('count', { count: channels.length })}
        actions={mayWrite && <AddButtons onAdded={onOpen} />}
      />
      <PageBody className="px-4 pb-6">
        {query.isPending && <SkeletonRows count={4} height="h-14" />}
        {query.isError && <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && channels.length === 0 && (
          <EmptyState
            flush
            icon={<RadioTower aria-hidden />}
            title={t('none')}
            action={mayWrite && <AddButtons onAdded={onOpen} />}
          >
            {t('none_text')}
          </EmptyState>
        )}
        {channels.length > 0 && <ChannelTable channels={channels} onOpen={onOpen} />}
      </PageBody>
      {openId !== null && <ChannelDrawer key={openId} id={openId} onClose={() => onOpen(null)} />}
    </Page>
  );
}

function AddButtons({ onAdded }: { onAdded: (id: string) => void }) {
  const t = useTexts();
  const { busy, add } = useSandboxChannel(onAdded);
  return (
    <>
      <Menu
        trigger={
          <Button icon={<FlaskConical aria-hidden />} busy={busy}>
            {t('test_channel')}
          </Button>
        }
        items={[
          { heading: t('test_channel_hint') },
          {
            label: t('kind_telegram_bot'),
            icon: <ChannelGlyph network="telegram" decorative />,
            onSelect: () => add('telegram-bot'),
          },
          {
            label: t('kind_sms_smpp'),
            icon: <ChannelGlyph network="sms" decorative />,
            onSelect: () => add('sms-smpp'),
          },
        ]}
      />
      <Link
        to="/channels/new"
        className="inline-flex h-8 shrink-0 items-center justify-center gap-2 rounded-6 bg-accent px-3 text-13 font-medium whitespace-nowrap text-on-accent transition-state hover:bg-accent-hover"
      >
        <Plus aria-hidden />
        {t('add')}
      </Link>
    </>
  );
}

function ChannelTable({ channels, onOpen }: { channels: readonly Channel[]; onOpen: (id: string) => void }) {
  const t = useTexts();
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('channel')}</Th>
          <Th>{t('state')}</Th>
          <Th className="hidden md:table-cell">{t('speed')}</Th>
          <Th className="hidden lg:table-cell">{t('used')}</Th>
          <Th className="hidden lg:table-cell">{t('campaigns')}</Th>
          <Th>
            <span className="sr-only">{t('open_details')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <Row key={channel.id} channel={channel} onOpen={() => onOpen(channel.id)} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ channel, onOpen }: { channel: Channel; onOpen: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const trouble = useTrouble()(channel);
  const isUrgent = channel.state === 'login_required';
  return (
    <tr className="group cursor-pointer hover:bg-hover" onClick={onOpen}>
      <Td className="h-14! max-w-0 min-w-32 md:w-[28%]">
        <button
          type="button"
          className="flex w-full min-w-0 items-center gap-2 rounded-6 text-left"
          onClick={(event) => {
            event.stopPropagation();
            onOpen();
          }}
        >
          <ChannelGlyph network={channel.network} />
          <span className="min-w-0">
            <span className="block truncate font-medium">{channel.name}</span>
            <span className="flex min-w-0 flex-wrap items-center gap-x-2 text-12 text-text-3">
              <span className="truncate">{kindText(channel.kind, t)}</span>
              {channel.isSandbox && <SandboxBadge />}
            </span>
          </span>
        </button>
      </Td>
      <Td className="py-1.5">
        <ChannelState channel={channel} />
        {trouble ? (
          <span className={clsx('mt-0.5 line-clamp-2 max-w-[46ch] text-12', isUrgent ? 'text-danger' : 'text-text-2')}>
            {trouble}
          </span>
        ) : (
          <span className="num mt-0.5 hidden text-12 text-text-3 md:block">
            {t('since', { time: format.when(channel.stateChangedAt) })}
          </span>
        )}
      </Td>
      <Td className="hidden whitespace-nowrap md:table-cell">
        <Speed channel={channel} />
      </Td>
      <Td className="hidden lg:table-cell">
        <LimitsInUse channel={channel} />
      </Td>
      <Td className="hidden whitespace-nowrap lg:table-cell">
        <span className={clsx('num', channel.campaigns.length === 0 && 'text-text-3')}>
          {channel.campaigns.length === 0 ? t('no_campaigns') : t('in_campaigns', { count: channel.campaigns.length })}
        </span>
      </Td>
      <Td right className="w-10" onClick={(event) => event.stopPropagation()}>
        <RowMenu channel={channel} onOpen={onOpen} />
      </Td>
    </tr>
  );
}

function SandboxBadge() {
  const t = useTexts();
  return (
    <Tooltip text={t('sandbox_hint')}>
      <span>
        <Badge tone="info" icon={<FlaskConical aria-hidden />}>
          {t('sandbox')}
        </Badge>
      </span>
    </Tooltip>
  );
}

function Speed({ channel: { health, state } }: { channel: Channel }) {
  const t = useTexts();
  if (health === null || state !== 'connected') return <span className="text-text-3">—</span>;
  const { acceptedPerSecond: rate, queued } = health;
  return (
    <>
      <span className={clsx('num block', rate === 0 && 'text-text-3')}>
        {rate === 0 ? t('idle') : <Rate perSecond={rate} />}
      </span>
      {queued > 0 && <span className="num block text-12 text-text-3">{t('queued', { count: queued })}</span>}
    </>
  );
}

function RowMenu({ channel, onOpen }: { channel: Channel; onOpen: () => void }) {
  const t = useTexts();
  const can = useCan();
  const { busy, move } = useChannelMoves();
  const isPaused = channel.pausedAt !== null;
  const items: MenuItem[] = [{ label: t('open_details'), onSelect: onOpen }];
  if (can('channels:write')) {
    items.push('line', {
      label: t(isPaused ? 'resume' : 'pause'),
      icon: isPaused ? <Play aria-hidden /> : <Pause aria-hidden />,
      onSelect: () => move(channel, isPaused ? 'resume' : 'pause'),
    });
    items.push({
      label: t('reconnect'),
      icon: <RefreshCw aria-hidden />,
      onSelect: () => move(channel, 'reconnect'),
    });
  }
  return (
    <Menu
      trigger={
        <IconButton
          size="small"
          busy={busy !== null}
          label={t('actions', { name: channel.name })}
          icon={<MoreHorizontal aria-hidden />}
        />
      }
      items={items}
    />
  );
}
