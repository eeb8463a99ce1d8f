import type { Campaign, CampaignStatus } from '@parley/contract/campaigns';
import { Ban, Check, CircleAlert, CircleDashed, Clock, Pause, Play, type LucideIcon } from 'lucide-react';
import { useFormat } from '#lib/format';
import { Badge, type Tone } from '#ui/badge';
import { useTexts } from './texts.ts';

const looks: Record<CampaignStatus, { tone: Tone; Icon: LucideIcon }> = {
  DRAFT: { tone: 'neutral', Icon: CircleDashed },
  SCHEDULED: { tone: 'info', Icon: Clock },
  QUEUED: { tone: 'info', Icon: Clock },
  RUNNING: { tone: 'success', Icon: Play },
  PAUSED: { tone: 'warning', Icon: Pause },
  COMPLETED: { tone: 'neutral', Icon: Check },
  CANCELLED: { tone: 'neutral', Icon: Ban },
  FAILED: { tone: 'danger', Icon: CircleAlert },
};

/** `since` names the time of the start while it runs. */
export function StatusBadge({ campaign, since }: { campaign: Campaign; since?: boolean }) {
  const t = useTexts();
  const format = useFormat();
  const { tone, Icon } = looks[campaign.status];
  const isNamed = since && campaign.status === 'RUNNING' && campaign.startedAt !== null;
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {isNamed ? t('running_since', { time: format.when(campaign.startedAt!) }) : t(`status_${campaign.status}`)}
    </Badge>
  );
}
