import type { Conversation } from '@parley/contract/conversations';

/** Of the person, or where they write from. */
export function shownName({ contactName, peer }: Conversation, phone: (e164: string) => string): string {
  const name = contactName || peer;
  return /^\+\d{6,15}$/.test(name) ? phone(name) : name;
}
