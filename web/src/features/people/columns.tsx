import type { ContactSummary } from '@parley/contract/contacts';
import { Ban, Check, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Format } from '#lib/format';
import { Avatar } from '#ui/avatar';
import { Badge, Tag } from '#ui/badge';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import type { useTexts } from './texts.ts';

type Texts = ReturnType<typeof useTexts>;

export interface Column {
  readonly key: ColumnKey;
  readonly title: Parameters<Texts>[0];
  /** A track of the grid. */
  readonly width: string;
  readonly sort?: 'name' | 'city' | 'lastCampaign' | 'created';
  readonly right?: boolean;
  /** Digits of one width, where `right` does not say so already. */
  readonly isNumber?: boolean;
  readonly cell: (contact: ContactSummary, t: Texts, format: Format) => ReactNode;
}

export const columnKeys = [
  'phone',
  'email',
  'company',
  'reach',
  'tags',
  'city',
  'owner',
  'lastCampaign',
  'campaigns',
  'consent',
  'created',
] as const;
export type ColumnKey = (typeof columnKeys)[number];
export const usualColumns: readonly ColumnKey[] = [
  'phone',
  'reach',
  'tags',
  'city',
  'owner',
  'lastCampaign',
  'consent',
];

export const columns: Readonly<Record<ColumnKey, Column>> = {
  phone: {
    key: 'phone',
    title: 'phone',
    width: '148px',
    isNumber: true,
    cell: ({ phone }, _t, format) => phone && format.phone(phone),
  },
  email: { key: 'email', title: 'email', width: 'minmax(140px, 1fr)', cell: ({ email }) => email },
  company: { key: 'company', title: 'company', width: 'minmax(120px, 1fr)', cell: ({ company }) => company },
  reach: { key: 'reach', title: 'reach', width: '108px', cell: (contact, t) => <Reach contact={contact} t={t} /> },
  tags: { key: 'tags', title: 'tags', width: 'minmax(120px, 1.1fr)', cell: ({ tags }) => <Tags tags={tags} /> },
  city: { key: 'city', title: 'city', width: 'minmax(96px, 0.8fr)', sort: 'city', cell: ({ city }) => city },
  owner: {
    key: 'owner',
    title: 'owner',
    width: 'minmax(132px, 1fr)',
    cell: ({ owner }, t) => (
      <span className="flex min-w-0 items-center gap-2">
        <Avatar name={owner?.name ?? null} size={20} />
        <span className={owner ? 'truncate' : 'truncate text-text-3'}>{owner?.name ?? t('no_owner')}</span>
      </span>
    ),
  },
  lastCampaign: {
    key: 'lastCampaign',
    title: 'last_campaign',
    width: '116px',
    sort: 'lastCampaign',
    right: true,
    cell: ({ lastCampaignAt }, t, format) =>
      lastCampaignAt ? format.date(lastCampaignAt) : <span className="text-text-3">{t('never')}</span>,
  },
  campaigns: {
    key: 'campaigns',
    title: 'campaigns',
    width: '92px',
    right: true,
    cell: ({ campaignCount }, _t, format) => format.number(campaignCount),
  },
  consent: {
    key: 'consent',
    title: 'consent',
    width: '124px',
    cell: (contact, t) => <ConsentMark contact={contact} t={t} />,
  },
  created: {
    key: 'created',
    title: 'created',
    width: '104px',
    sort: 'created',
    right: true,
    cell: ({ createdAt }, _t, format) => format.date(createdAt),
  },
};

const networks: readonly Network[] = ['sms', 'whatsapp', 'telegram', 'email'];

function Reach({ contact: { reach }, t }: { contact: ContactSummary; t: Texts }) {
  const said = networks.map((network) => t(`reach_${reach[network]}`, { network: networkName(network) })).join(', ');
  return (
    <span role="img" aria-label={said} title={said.replaceAll(', ', '\n')} className="flex gap-1.5">
      {networks.map((network) => (
        <ChannelGlyph key={network} network={network} decorative muted={!isReachable(network, reach[network])} />
      ))}
    </span>
  );
}

/** On WhatsApp and Telegram nobody is taken for reachable before the network said so. */
function isReachable(network: Network, state: ContactSummary['reach']['sms']): boolean {
  return state === 'valid' || (state === 'unknown' && (network === 'sms' || network === 'email'));
}

function Tags({ tags }: { tags: readonly string[] }) {
  const shown = tags.slice(0, 2);
  return (
    <span className="flex min-w-0 gap-1">
      {shown.map((tag, index) => (
        // The last one gives way: one that can be read is worth more than two that cannot.
        <span key={tag} className={index === 0 ? 'max-w-full shrink-0' : 'min-w-0'}>
          <Tag>{tag}</Tag>
        </span>
      ))}
      {tags.length > shown.length && (
        <span className="num self-center text-12 text-text-3">+{tags.length - shown.length}</span>
      )}
    </span>
  );
}

export function ConsentMark({ contact, t }: { contact: Pick<ContactSummary, 'suppressed' | 'consents'>; t: Texts }) {
  const { suppressed, consents } = contact;
  if (suppressed)
    return (
      <Badge tone="danger" icon={<Ban aria-hidden />}>
        {t('opted_out')}
      </Badge>
    );
  if (consents.length === 0) return <Badge icon={<CircleDashed aria-hidden />}>{t('no_consent')}</Badge>;
  const everywhere = consents.includes('any');
  const [first, ...rest] = everywhere ? [] : consents.map((one) => networkName(one as Network));
  // One name and how many more: a badge never needs more room than its column has.
  const names = everywhere ? t('consent_any') : rest.length > 0 ? `${first} +${rest.length}` : first;
  return (
    <span title={everywhere ? undefined : [first, ...rest].join(', ')}>
      <Badge tone="success" icon={<Check aria-hidden />}>
        {names}
      </Badge>
    </span>
  );
}
