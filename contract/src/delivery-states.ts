/** Of a message or a person whose delivery has begun, or was decided against: what campaigns count. */
export const countedStates = [
  'submitting',
  'unknown',
  'accepted',
  'delivered',
  'read',
  'failed',
  'expired',
  'skipped',
  'cancelled',
] as const;

/** As people read them; `queued` is a message that no channel has claimed yet. */
export const deliveryStates = ['queued', ...countedStates] as const;
export type DeliveryStateName = (typeof deliveryStates)[number];
