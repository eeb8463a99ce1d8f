import { useQuery } from '@tanstack/react-query';
import type { Sandbox, SandboxAccount } from '@parley/contract/sandbox';
import { ChevronDown, ChevronUp, Plus, TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { toast } from '#lib/toasts';
import { useIsNarrow } from '#lib/use-media';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { Switch } from '#ui/checkbox';
import { Menu } from '#ui/menu';
import { Select } from '#ui/select';
import { sandboxQuery, useAddSandboxChannel, useChangeAccount } from './handset-queries.ts';
import { useTexts } from './texts.ts';

const none = 'none';

/** Each channel of the sandbox: what its network does wrong, and whether its customers answer by themselves. */
export function AccountStrip() {
  const t = useTexts();
  const id = useId();
  const isNarrow = useIsNarrow();
  const [isOpen, setIsOpen] = useState(!isNarrow);
  const { data } = useQuery(sandboxQuery);
  if (!data) return null;
  const faulty = data.accounts.filter(({ fault }) => fault !== null).length;
  const Chevron = isOpen ? ChevronDown : ChevronUp;
  return (
    <section aria-label={t('channels')} className="flex max-h-[50%] shrink-0 flex-col border-t bg-surface-2">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
        className="flex h-9 shrink-0 items-center gap-2 px-4 text-left font-medium hover:bg-hover"
      >
        <span className="flex-1">{t('channels')}</span>
        {faulty > 0 && (
          <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
            {t('faulty', { count: faulty })}
          </Badge>
        )}
        <Chevron aria-hidden className="text-text-3" />
      </button>
      <div id={id} hidden={!isOpen} className="min-h-0 overflow-y-auto pb-1">
        {data.accounts.map((account) => (
          <AccountRow key={account.channelId} account={account} networks={data.networks} />
        ))}
      </div>
    </section>
  );
}

function AccountRow({ account, networks }: { account: SandboxAccount; networks: Sandbox['networks'] }) {
  const t = useTexts();
  const change = useChangeAccount();
  const { channelId, channelName, network, answering, fault } = account;
  const faults = networks.find((each) => each.network === network)?.faults ?? [];
  const failed = (error: Error): void => void toast(error.message, { tone: 'danger' });
  return (
    <div className="flex flex-col gap-2 px-4 py-2">
      <h3 className="flex items-center gap-2 font-medium">
        <ChannelGlyph network={network} decorative />
        <span className="min-w-0 flex-1 truncate">{channelName}</span>
        {fault !== null && <TriangleAlert aria-hidden className="text-warning" />}
      </h3>
      <Switch
        checked={answering}
        label={t('answering')}
        onChange={(next) => change.mutate({ channelId, answering: next }, { onError: failed })}
      />
      <Select
        size="small"
        aria-label={`${t('fault')}: ${channelName}`}
        value={fault ?? none}
        options={[
          { value: none, label: t('fault_none') },
          ...faults.map(({ name, text }) => ({ value: name, label: text })),
        ]}
        onChange={(next) => change.mutate({ channelId, fault: next === none ? null : next }, { onError: failed })}
      />
    </div>
  );
}

/** One click, and the channel works. */
export function AddChannel({ networks, asMenu = false }: { networks: Sandbox['networks']; asMenu?: boolean }) {
  const t = useTexts();
  const add = useAddSandboxChannel();
  const kinds = [
    { kind: 'sms-smpp', network: 'sms', label: t('add_sms') },
    { kind: 'telegram-bot', network: 'telegram', label: t('add_telegram') },
  ] as const;
  const offered = kinds.filter((kind) => networks.some(({ network }) => network === kind.network));
  const run = (kind: (typeof kinds)[number]['kind']): void =>
    add.mutate(kind, { onError: (error) => void toast(error.message, { tone: 'danger' }) });
  if (asMenu) {
    return (
      <Menu
        trigger={
          <Button icon={<Plus aria-hidden />} busy={add.isPending}>
            {t('add_channel')}
          </Button>
        }
        items={offered.map(({ kind, network, label }) => ({
          label,
          icon: <ChannelGlyph network={network} decorative />,
          onSelect: () => run(kind),
        }))}
      />
    );
  }
  return offered.map(({ kind, network, label }, index) => (
    <Button
      key={kind}
      variant={index === 0 ? 'primary' : 'secondary'}
      icon={index === 0 ? <Plus aria-hidden /> : <ChannelGlyph network={network} decorative />}
      busy={add.isPending}
      onClick={() => run(kind)}
    >
      {label}
    </Button>
  ));
}
