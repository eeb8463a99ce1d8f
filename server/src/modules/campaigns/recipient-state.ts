import type { CampaignStatus } from '@parley/contract/campaigns';
import type { DeliveryStateName } from '@parley/contract/delivery-states';
import { deliveryState, deliveryStateNames } from '#sending';

/*
 * A cancellation changes no recipients: a million of them would be a million updates. Who had no delivery when the campaign
 * was cancelled is cancelled by that, and reads so everywhere.
 */

export function recipientState(campaign: CampaignStatus, state: number): DeliveryStateName {
  if (campaign === 'CANCELLED' && state === deliveryState.queued) return 'cancelled';
  return deliveryStateNames[state]!;
}

/** The stored states that read as the one asked for. */
export function storedStates(campaign: CampaignStatus, name: DeliveryStateName): number[] {
  if (campaign !== 'CANCELLED') return [deliveryState[name]];
  if (name === 'queued') return [];
  return name === 'cancelled' ? [deliveryState.cancelled, deliveryState.queued] : [deliveryState[name]];
}
