import type { StateCounts } from '@parley/contract/campaigns';

export type StateName = keyof StateCounts;

/** In the order of the bar: the best first, who waits last. */
export const barStates = [
  'read',
  'delivered',
  'accepted',
  'submitting',
  'failed',
  'expired',
  'unknown',
  'skipped',
  'cancelled',
  'queued',
] as const satisfies readonly StateName[];

export const grounds: Record<StateName, string> = {
  read: 'bg-success-solid',
  delivered: 'bg-success-mid',
  accepted: 'bg-info-solid',
  submitting: 'bg-accent',
  failed: 'bg-danger-solid',
  expired: 'bg-danger-solid',
  unknown: 'bg-warning-solid',
  skipped: 'bg-neutral-deep',
  cancelled: 'bg-neutral-deep',
  queued: 'bg-neutral-solid',
};

/** States that a network never reports: bots hear nothing of delivery, SMS nothing of reading. */
export function isTold(state: 'delivered' | 'read', network: string): boolean {
  return network === 'sms' ? state === 'delivered' : network !== 'telegram';
}

export function sumOf(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0);
}
