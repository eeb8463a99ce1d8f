import { deliveryReasons, type DeliveryError, type DeliveryReason } from '#channel';
import type { Outcome } from './types.ts';

const maxBurnedAttempts = 5;

/** Reasons that say nothing against the message: trying again costs none of its attempts (F18, F19). */
const freeReasons: ReadonlySet<DeliveryReason> = new Set([
  'throttled',
  'queue_full',
  'not_connected',
  'deadline_passed',
  'connection_lost',
]);

/**
 * What follows from an adapter's error. Ambiguous is not failed: `unknown` is never sent again by itself (F17).
 * `attempt` counts from 1.
 */
export function outcomeOf(error: DeliveryError, attempt: number): Outcome {
  const { reason, providerCode } = error;
  const { acceptedParts } = error;
  if (error.outcome === 'unknown') return { kind: 'unknown', reason, providerCode, acceptedParts };
  // Half a message is there: another try would send that half once more.
  if (acceptedParts.length > 0) return { kind: 'failed', reason, providerCode, acceptedParts };
  const free = freeReasons.has(reason);
  const account = deliveryReasons[reason] === 'account';
  const final = error.outcome === 'rejected' ? !account : !free && attempt >= maxBurnedAttempts;
  if (final) return { kind: 'failed', reason, providerCode, acceptedParts };
  const retryMilliseconds =
    error.retryAfter ?? (free || account ? 1_000 : Math.min(300_000, 2_000 * 4 ** (attempt - 1)));
  return { kind: 'waiting', reason, providerCode, retryMilliseconds };
}

/** The account itself is refused: its channel stops, and its work moves to others. */
export function condemnsAccount(error: DeliveryError): boolean {
  return error.outcome === 'rejected' && deliveryReasons[error.reason] === 'account';
}
