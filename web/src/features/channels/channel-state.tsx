import type { Channel } from '@parley/contract/channels';
import { CircleAlert, CircleCheck, CircleDashed, Pause, RefreshCw, type LucideIcon } from 'lucide-react';
import { useFormat } from '#lib/format';
import { Badge, type Tone } from '#ui/badge';
import { Progress } from '#ui/bar';
import { useNetworkWords } from './network-words.ts';
import { useTexts, type Texts } from './texts.ts';

const looks: Record<Channel['state'] | 'paused', { tone: Tone; Icon: LucideIcon }> = {
  created: { tone: 'neutral', Icon: CircleDashed },
  connecting: { tone: 'info', Icon: CircleDashed },
  connected: { tone: 'success', Icon: CircleCheck },
  reconnecting: { tone: 'warning', Icon: RefreshCw },
  login_required: { tone: 'danger', Icon: CircleAlert },
  paused: { tone: 'neutral', Icon: Pause },
};

/** What a person said comes before what the network says, save where somebody must act. */
export function ChannelState({ channel }: { channel: Channel }) {
  const t = useTexts();
  const shown = channel.pausedAt !== null && channel.state !== 'login_required' ? 'paused' : channel.state;
  const { tone, Icon } = looks[shown];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {t(`state_${shown}`)}
    </Badge>
  );
}

/** What somebody should look at, in a sentence; null: nothing. */
export function useTrouble(): (channel: Channel) => string | null {
  const t = useTexts();
  const format = useFormat();
  const words = useNetworkWords();
  return (channel) => {
    const said = troubleOf(channel, t, format.time);
    return said === null ? null : words(said);
  };
}

function troubleOf({ state, stateReason, health }: Channel, t: Texts, until: (at: string) => string): string | null {
  if (state === 'login_required') return stateReason ?? t('alert_login_required');
  if (state === 'reconnecting' && stateReason) return stateReason;
  const alert = health?.alerts.find(({ code }) => code !== 'login_required');
  if (alert) {
    if (alert.code === 'network_trouble' && alert.reason) return alert.reason;
    const said = t(`alert_${alert.code}`);
    return alert.code === 'sends_failing' && alert.reason ? `${said} ${reasonText(alert.reason, t)}` : said;
  }
  return health?.pausedUntil ? `${t('alert_long_pause')} ${t('until', { time: until(health.pausedUntil) })}` : null;
}

const reasons = [
  'address_invalid',
  'recipient_blocked',
  'content_refused',
  'text_too_long',
  'sender_refused',
  'account_refused',
  'throttled',
  'queue_full',
  'not_connected',
  'no_answer',
  'connection_lost',
  'provider_error',
] as const;

export function reasonText(reason: string, t: Texts): string {
  const known = reasons.find((one) => one === reason);
  return t(known ? `reason_${known}` : 'reason_else');
}

export function kindText(kind: string, t: Texts): string {
  if (kind === 'sms-smpp') return t('kind_sms_smpp');
  return kind === 'telegram-bot' ? t('kind_telegram_bot') : t('kind_unknown');
}

/** What is slow is said by the minute: `0.1 a second` is hard to picture. */
export function Rate({ perSecond }: { perSecond: number }) {
  const t = useTexts();
  const format = useFormat();
  return perSecond < 10
    ? t('per_minute', { rate: format.number(Math.round(perSecond * 60)) })
    : t('per_second', { rate: format.number(Math.round(perSecond)) });
}

/** The tightest of the limits: how much of it is used up. */
export function LimitsInUse({ channel: { limits, used, name } }: { channel: Channel }) {
  const t = useTexts();
  const format = useFormat();
  const hour = limits.perHour === null ? null : { key: 'used_hour' as const, used: used.hour, limit: limits.perHour };
  const day = limits.perDay === null ? null : { key: 'used_day' as const, used: used.day, limit: limits.perDay };
  const tightest = [hour, day].filter((one) => one !== null).toSorted((a, b) => b.used / b.limit - a.used / a.limit)[0];
  if (!tightest)
    return <span className="num text-text-3">{t('used_unlimited', { used: format.number(used.day) })}</span>;
  const words = t(tightest.key, { used: format.number(tightest.used), limit: format.number(tightest.limit) });
  return (
    <span className="flex flex-col gap-1">
      <span className="num">{words}</span>
      <Progress share={Math.min(1, tightest.used / tightest.limit)} label={`${name}: ${words}`} />
    </span>
  );
}
