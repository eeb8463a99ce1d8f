import type { Channel } from '@parley/contract/channels';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, Pause, PlugZap, Play, RefreshCw, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ApiError, api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Drawer } from '#ui/dialog';
import { EmptyState, ErrorState, Notice, SkeletonRows } from '#ui/states';
import { channelListQuery, channelQuery } from './channel-queries.ts';
import { ChannelState, kindText, LimitsInUse, Rate, reasonText, useTrouble } from './channel-state.tsx';
import { EditChannel } from './edit-channel.tsx';
import { LimitsForm } from './limits-form.tsx';
import { PriceForm } from './price-form.tsx';
import { TestResult, type TestOutcome } from './test-result.tsx';
import { useTexts } from './texts.ts';
import { useChannelMoves } from './use-channel-moves.ts';

/** One account: how it is doing, what may be done with it, its limits and its connection. */
export function ChannelDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts();
  const query = useQuery(channelQuery(id));
  const channel = query.data;
  const isGone = query.error instanceof ApiError && query.error.status === 404;
  return (
    <Drawer
      open
      onClose={onClose}
      title={channel?.name ?? t('channel')}
      {...(channel && { description: kindText(channel.kind, t) })}
    >
      {query.isPending && <SkeletonRows count={5} />}
      {isGone && (
        <EmptyState flush title={t('gone')}>
          {t('gone_text')}
        </EmptyState>
      )}
      {query.isError && !isGone && <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />}
      {channel && <Details channel={channel} onRemoved={onClose} />}
    </Drawer>
  );
}

function Details({ channel, onRemoved }: { channel: Channel; onRemoved: () => void }) {
  const t = useTexts();
  const can = useCan();
  const format = useFormat();
  const trouble = useTrouble()(channel);
  const isUrgent = channel.state === 'login_required';
  const next = isUrgent
    ? t(channel.network === 'telegram' ? 'next_login_telegram' : 'next_login_sms')
    : channel.state === 'reconnecting'
      ? t('next_no_connection')
      : null;
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-3">
        <p className="flex flex-wrap items-center gap-2">
          <ChannelState channel={channel} />
          <span className="num text-12 text-text-3">
            {t('since', { time: format.dateTime(channel.stateChangedAt) })}
          </span>
        </p>
        {trouble && (
          <Notice tone={isUrgent ? 'danger' : 'warning'} icon={<CircleAlert aria-hidden />}>
            <span className="block">{trouble}</span>
            {next && <span className="block text-text-2">{next}</span>}
          </Notice>
        )}
        {channel.pausedAt !== null && <p className="text-text-2">{t('paused_note')}</p>}
        {can('channels:write') && <Moves channel={channel} />}
      </section>
      <Section title={t('health')}>
        <Health channel={channel} />
      </Section>
      <Section title={t('limits')} hint={t('limits_hint')}>
        <LimitsForm channel={channel} />
        {channel.network === 'sms' && <PriceForm channel={channel} />}
      </Section>
      <Section title={t('used_in')}>
        <Campaigns channel={channel} />
      </Section>
      {can('channels:write') && (
        <Section title={t('settings')} hint={t('settings_hint')}>
          <EditChannel channel={channel} />
        </Section>
      )}
      {can('channels:write') && <Remove channel={channel} onRemoved={onRemoved} />}
    </div>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-13 font-semibold">{title}</h3>
      {hint && <p className="text-12 text-text-3">{hint}</p>}
      {children}
    </section>
  );
}

function Moves({ channel }: { channel: Channel }) {
  const t = useTexts();
  const { busy, move } = useChannelMoves();
  const [outcome, setOutcome] = useState<TestOutcome | 'running' | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const test = async (): Promise<void> => {
    setFailure(null);
    setOutcome('running');
    try {
      setOutcome(await api.post<TestOutcome>(`/channels/${channel.id}/test`));
    } catch (error) {
      setOutcome(null);
      setFailure(error);
    }
  };
  const isPaused = channel.pausedAt !== null;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button icon={<PlugZap aria-hidden />} busy={outcome === 'running'} onClick={() => void test()}>
          {t(outcome === 'running' ? 'testing' : 'test')}
        </Button>
        <Button
          icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
          busy={busy !== null && !busy.endsWith('reconnect')}
          onClick={() => move(channel, isPaused ? 'resume' : 'pause')}
        >
          {t(isPaused ? 'resume' : 'pause')}
        </Button>
        <Button
          icon={<RefreshCw aria-hidden />}
          busy={busy?.endsWith('reconnect') ?? false}
          onClick={() => move(channel, 'reconnect')}
        >
          {t('reconnect')}
        </Button>
      </div>
      <div aria-live="polite">{outcome !== null && outcome !== 'running' && <TestResult outcome={outcome} />}</div>
      {failure !== null && <ErrorState flush error={failure} />}
    </>
  );
}

function Health({ channel }: { channel: Channel }) {
  const t = useTexts();
  const format = useFormat();
  const { health } = channel;
  if (health === null) return <p className="text-text-3">{t('no_health')}</p>;
  const { lastError } = health;
  return (
    <dl className="grid grid-cols-[minmax(120px,auto)_1fr] gap-x-4 gap-y-1.5">
      <dt className="text-text-3">{t('speed')}</dt>
      <dd className="num">
        {health.acceptedPerSecond === 0 ? t('idle') : <Rate perSecond={health.acceptedPerSecond} />}
        <span className="block text-12 text-text-3">
          {t('on_the_wire', { count: health.onTheWire, window: format.number(health.window) })}
          {health.queued > 0 && ` · ${t('queued', { count: health.queued })}`}
        </span>
      </dd>
      <dt className="text-text-3">{t('used')}</dt>
      <dd>
        <LimitsInUse channel={channel} />
      </dd>
      <dt className="text-text-3">{t('last_error')}</dt>
      <dd>
        {lastError === null ? (
          <span className="text-text-3">{t('no_error')}</span>
        ) : (
          <>
            {reasonText(lastError.reason, t)}
            <span className="num block text-12 break-words text-text-3">
              {format.dateTime(lastError.at)}
              {lastError.code && ` · ${t('code', { code: lastError.code })}`}
            </span>
          </>
        )}
      </dd>
    </dl>
  );
}

function Campaigns({ channel: { campaigns } }: { channel: Channel }) {
  const t = useTexts();
  if (campaigns.length === 0) return <p className="text-text-3">{t('not_used')}</p>;
  return (
    <ul className="flex flex-col gap-1">
      {campaigns.map(({ id, name }) => (
        <li key={id}>
          <Link to="/campaigns/$id" params={{ id }} className="link">
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Remove({ channel, onRemoved }: { channel: Channel; onRemoved: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { campaigns, name, id } = channel;
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.delete(`/channels/${id}`, { query: { force: campaigns.length > 0 } });
      onRemoved();
      await client.invalidateQueries({ queryKey: channelListQuery.queryKey });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setAsking(false);
      toast(error.message, { tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="danger" className="self-start" icon={<Trash2 aria-hidden />} onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      <Confirm
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove()}
        title={t('remove_title', { name })}
        action={t('remove')}
        danger
        busy={busy}
      >
        <p>{t('remove_text')}</p>
        {campaigns.length > 0 && (
          <p className="font-medium text-text">
            {t('remove_campaigns', {
              count: campaigns.length,
              names: format.list(campaigns.map((campaign) => `“${campaign.name}”`)),
            })}
          </p>
        )}
        {channel.kind === 'telegram-bot' && <p>{t('remove_bot')}</p>}
      </Confirm>
    </>
  );
}
