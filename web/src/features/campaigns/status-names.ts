import type { Campaign, CampaignStatus } from '@parley/contract/campaigns';

/** In the order of a campaign's life. The contract's own list comes with its validator, which browsers do not need. */
export const campaignStatusNames = [
  'DRAFT',
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'COMPLETED',
  'CANCELLED',
  'FAILED',
] as const satisfies readonly CampaignStatus[];

export const campaignNetworkNames = ['sms', 'telegram'] as const satisfies readonly Campaign['network'][];
