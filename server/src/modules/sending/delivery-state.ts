import type { DeliveryStateName } from '@parley/contract/delivery-states';

/**
 * The states of a delivery, as ranks: evidence only raises them. `queued` belongs to recipients and messages that have no
 * delivery yet; `deliveries.state` and `recipients.state` hold these numbers.
 */
export const deliveryState = {
  queued: 0,
  submitting: 1,
  unknown: 2,
  accepted: 3,
  delivered: 4,
  read: 5,
  failed: 6,
  expired: 7,
  skipped: 8,
  cancelled: 9,
} as const satisfies Record<DeliveryStateName, number>;

export type DeliveryState = (typeof deliveryState)[DeliveryStateName];

export const deliveryStateNames = Object.keys(deliveryState) as DeliveryStateName[];

/**
 * Whether evidence for `next` changes what we hold. Nothing moves once it is final, save `delivered` to `read`:
 * a final receipt that says otherwise is a contradiction, recorded as an event. The SQL of sending-result-queries.ts says the same.
 */
export function mayBecome(known: DeliveryState, next: DeliveryState): boolean {
  if (known === deliveryState.delivered) return next === deliveryState.read;
  return next > known && known <= deliveryState.accepted;
}

export function isFinal(state: DeliveryState): boolean {
  return state > deliveryState.accepted;
}

/** Ends that a person wants to look at: kept in recipient_exceptions as well. */
export function isException(state: DeliveryState): boolean {
  return state === deliveryState.unknown || state >= deliveryState.failed;
}

/** A delivery's state from the states of its parts: failed when one is, delivered when all are, and no claim while some are missing. */
export function stateOfParts(parts: readonly DeliveryState[], total: number): DeliveryState {
  const worst = parts.find((state) => state === deliveryState.failed || state === deliveryState.expired);
  if (worst !== undefined) return worst;
  if (parts.length < total) return deliveryState.unknown;
  return parts.reduce((least, state) => (state < least ? state : least));
}
