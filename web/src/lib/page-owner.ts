/**
 * Whom this page was loaded for: one person in one organization. A session may go on in another organization, or as somebody
 * else, in another tab. Then what this page asks for is refused by the server, and the page says so instead of mixing the two.
 */
import type { Me } from '@parley/contract/accounts';
import { useSyncExternalStore } from 'react';
import { askFor } from './api.ts';
import { queryClient } from './query-client.ts';
import { write } from './storage.ts';

let owner: string | null = null;
let elsewhere: Me | null = null;
const listeners = new Set<() => void>();
/** Told to the other tabs of the browser; without a storage they learn it from the socket, a second later. */
const storageKey = 'parley.page-owner';

const keyOf = ({ user, organization }: Me): string => `${user?.id}.${organization.id}`;

/** As the header `parley-for` says it; null while nobody is known to be signed in. */
export const pageOwner = (): string | null => owner;
askFor(pageOwner);

/** From now on the page is theirs: they signed in, or went on in another organization. The other tabs are told. */
export function takePage(me: Me): void {
  owner = keyOf(me);
  setElsewhere(null);
  write(storageKey, owner);
}

/** Nobody is signed in any more, and nothing of theirs stays. */
export function leavePage(): void {
  owner = null;
  setElsewhere(null);
  queryClient.clear();
}

/** Whether what the server says of its session is still what this page shows. The first to be known takes the page. */
export function isPageOf(me: Me): boolean {
  owner ??= keyOf(me);
  const isSame = owner === keyOf(me);
  setElsewhere(isSame ? null : me);
  return isSame;
}

/** Where the session went on, when that is not what this page shows. */
export function useElsewhere(): Me | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => elsewhere,
  );
}

/** Tells when another tab went on elsewhere. */
export function onOtherTab(listener: () => void): () => void {
  const hear = ({ key, newValue }: StorageEvent): void => {
    if (key === storageKey && owner !== null && newValue !== owner) listener();
  };
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}

function setElsewhere(me: Me | null): void {
  if (me === elsewhere) return;
  elsewhere = me;
  for (const listener of listeners) listener();
}
