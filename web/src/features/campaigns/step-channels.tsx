import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Channel } from '@parley/contract/channels';
import { clsx } from 'clsx';
import { CircleAlert, FlaskConical, Pause, Plug } from 'lucide-react';
import { useId } from 'react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useEvents } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { Badge, type Tone } from '#ui/badge';
import { Button } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { Checkbox } from '#ui/checkbox';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { channelsQuery } from './campaign-queries.ts';
import type { StepProps } from './wizard.tsx';
import { useWizardTexts } from './wizard-texts.ts';

export function StepChannels({ campaign, onChange }: StepProps) {
  const w = useWizardTexts();
  const channels = useQuery({ ...channelsQuery, staleTime: 5_000 });
  useEvents(['channel.state_changed', 'channel.updated'], () => void channels.refetch());
  if (channels.isPending) return <SkeletonRows count={4} height="h-14" />;
  if (channels.isError) return <ErrorState flush error={channels.error} onRetry={() => void channels.refetch()} />;
  const fitting = channels.data.data.filter(({ network }) => network === campaign.network);
  if (fitting.length === 0) {
    return (
      <EmptyState
        flush
        icon={<Plug aria-hidden />}
        title={w('channels_none')}
        action={
          <>
            <SandboxButton campaign={campaign} onMade={(channelId) => onChange({ channelIds: [channelId] })} />
            <Link to="/channels/new" search={{ campaign: campaign.id }}>
              <Button tabIndex={-1}>{w('add_channel')}</Button>
            </Link>
          </>
        }
      >
        {w(campaign.network === 'telegram' ? 'channels_none_text_telegram' : 'channels_none_text')}
      </EmptyState>
    );
  }
  const { channelIds } = campaign;
  return (
    <>
      <p className="text-text-2">{w(campaign.network === 'telegram' ? 'channels_hint_telegram' : 'channels_hint')}</p>
      <ul className="mt-3 flex flex-col">
        {fitting.map((channel) => (
          <Account
            key={channel.id}
            channel={channel}
            ownCampaign={campaign.id}
            checked={channelIds.includes(channel.id)}
            onChange={(checked) =>
              onChange({
                channelIds: checked ? [...channelIds, channel.id] : channelIds.filter((id) => id !== channel.id),
              })
            }
          />
        ))}
      </ul>
    </>
  );
}

const sandboxKinds = { sms: 'sms-smpp', telegram: 'telegram-bot' } as const;

/** A channel that needs no account anywhere and reaches emulated phones: one click, and it is chosen. */
function SandboxButton({
  campaign: { network },
  onMade,
}: {
  campaign: StepProps['campaign'];
  onMade: (id: string) => void;
}) {
  const w = useWizardTexts();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => api.post<Channel>('/sandbox/channels', { kind: sandboxKinds[network] }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['channels'] });
      onMade(id);
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    },
  });
  return (
    <Button variant="primary" icon={<FlaskConical aria-hidden />} busy={make.isPending} onClick={() => make.mutate()}>
      {w('add_sandbox')}
    </Button>
  );
}

function Account({
  channel,
  ownCampaign,
  checked,
  onChange,
}: {
  channel: Channel;
  ownCampaign: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const w = useWizardTexts();
  const format = useFormat();
  const id = useId();
  const others = channel.campaigns.filter((one) => one.id !== ownCampaign).length;
  const { limits, used, price } = channel;
  const facts = [
    limits.perSecond !== null && w('limit_second', { rate: format.number(limits.perSecond, 2) }),
    limits.perHour !== null &&
      w('limit_hour', { used: format.number(used.hour), limit: format.number(limits.perHour) }),
    limits.perDay !== null && w('limit_day', { used: format.number(used.day), limit: format.number(limits.perDay) }),
    limits.perSecond === null && limits.perHour === null && limits.perDay === null && w('no_limit'),
    channel.network !== 'telegram' &&
      (price === null ? w('no_price') : w('price', { price: format.money(price.perThousand / 1_000, price.currency) })),
    others > 0 && w('other_campaigns', { count: others }),
  ];
  return (
    <li className={clsx('flex items-start gap-3 border-b px-2 py-2', checked && 'bg-accent-soft')}>
      <span className="pt-0.5">
        <Checkbox checked={checked} onChange={onChange} aria-label={channel.name} />
      </span>
      <label
        htmlFor={id}
        className="min-w-0 flex-1"
        onClick={(event) => {
          event.preventDefault();
          onChange(!checked);
        }}
      >
        <span className="flex flex-wrap items-center gap-2">
          <ChannelGlyph network={channel.network} decorative />
          <span className="font-medium">{channel.name}</span>
          <StateBadge channel={channel} />
          {channel.isSandbox && <Badge>{w('sandbox')}</Badge>}
        </span>
        <span className="num block text-12 text-text-3">{facts.filter(Boolean).join(' · ')}</span>
      </label>
    </li>
  );
}

function StateBadge({ channel }: { channel: Channel }) {
  const w = useWizardTexts();
  if (channel.pausedAt !== null) {
    return (
      <Badge tone="warning" icon={<Pause aria-hidden />}>
        {w('channel_paused')}
      </Badge>
    );
  }
  const looks: Record<
    Channel['state'],
    { tone: Tone; key: 'channel_ok' | `channel_${Exclude<Channel['state'], 'connected'>}` }
  > = {
    connected: { tone: 'success', key: 'channel_ok' },
    connecting: { tone: 'neutral', key: 'channel_connecting' },
    created: { tone: 'neutral', key: 'channel_created' },
    reconnecting: { tone: 'warning', key: 'channel_reconnecting' },
    login_required: { tone: 'danger', key: 'channel_login_required' },
  };
  const { tone, key } = looks[channel.state];
  return (
    <Badge tone={tone} icon={tone === 'success' ? <Plug aria-hidden /> : <CircleAlert aria-hidden />}>
      {w(key)}
    </Badge>
  );
}
