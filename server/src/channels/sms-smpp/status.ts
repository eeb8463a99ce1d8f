import { DeliveryError, type DeliveryReason, deliveryReasons } from '../channel.ts';
import { commandStatus, statusText } from './wire.ts';

/** The reasons a refusal may have; the others of the contract say that there was no answer. */
export const refusalReasons = [
  'address_invalid',
  'recipient_blocked',
  'content_refused',
  'text_too_long',
  'sender_refused',
  'account_refused',
  'throttled',
  'queue_full',
  'network_error',
  'provider_error',
  'delivery_failed',
] as const satisfies readonly DeliveryReason[];

export type RefusalReason = (typeof refusalReasons)[number];

/** What a vendor means by its own codes (0x400 and above) or, against the specification, by others. */
export type VendorStatus = ReadonlyMap<number, RefusalReason>;

const s = commandStatus;

const reasons = new Map<number, RefusalReason>([
  [s.messageQueueFull, 'queue_full'],
  [s.throttled, 'throttled'],
  [s.systemError, 'provider_error'],
  [s.receiverTemporaryError, 'provider_error'],
  [s.submitFailed, 'provider_error'],
  [s.unknownError, 'provider_error'],
  [s.invalidBindStatus, 'network_error'],
  [s.deliveryFailure, 'delivery_failed'],
  [s.invalidDestination, 'address_invalid'],
  [s.invalidDestinationTon, 'address_invalid'],
  [s.invalidDestinationNpi, 'address_invalid'],
  [s.invalidSource, 'sender_refused'],
  [s.invalidSourceTon, 'sender_refused'],
  [s.invalidSourceNpi, 'sender_refused'],
  [s.invalidMessageLength, 'text_too_long'],
  [s.invalidEsmClass, 'content_refused'],
  [s.invalidDataCoding, 'content_refused'],
  [s.receiverPermanentError, 'content_refused'],
  [s.receiverRejected, 'content_refused'],
  // The SMSC does not take what we always send: no message would pass until the settings are right.
  [s.invalidCommandLength, 'account_refused'],
  [s.invalidCommandId, 'account_refused'],
  [s.invalidPriority, 'account_refused'],
  [s.invalidRegisteredDelivery, 'account_refused'],
  [s.invalidServiceType, 'account_refused'],
  [s.invalidSystemType, 'account_refused'],
  [s.bindFailed, 'account_refused'],
  [s.invalidPassword, 'account_refused'],
  [s.invalidSystemId, 'account_refused'],
]);

export function refusalReason(status: number, vendor: VendorStatus): RefusalReason {
  return vendor.get(status) ?? reasons.get(status) ?? 'provider_error';
}

/** The SMSC asks for less, for now. */
export function isThrottle(reason: DeliveryReason): boolean {
  return deliveryReasons[reason] === 'limit';
}

/** A refusal by status. Final where another try would be refused too: the address, the content or the account is at fault. */
export function refusal(status: number, vendor: VendorStatus, retryAfter?: number): DeliveryError {
  const reason = refusalReason(status, vendor);
  const kind = deliveryReasons[reason];
  const isFinal = kind === 'address' || kind === 'content' || kind === 'account';
  const providerCode = statusText(status);
  return new DeliveryError(
    isFinal ? 'rejected' : 'retry',
    reason,
    retryAfter === undefined ? { providerCode } : { providerCode, retryAfter },
  );
}

/** What to do after a refused bind: a person must act, another session must end first, or simply try again. */
export type BindRefusal = 'credentials' | 'already_bound' | 'temporary';

export function bindRefusal(status: number): BindRefusal {
  switch (status) {
    case s.bindFailed:
    case s.invalidPassword:
    case s.invalidSystemId:
      return 'credentials';
    case s.invalidBindStatus:
    case s.alreadyBound:
      return 'already_bound';
    default:
      return 'temporary';
  }
}
