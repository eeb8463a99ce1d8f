import type { Me } from '@parley/contract/accounts';
import { useNavigate } from '@tanstack/react-router';
import { keepMe } from '#lib/preferences';
import { ownAddress } from '#lib/own-address';
import { leavePage, takePage } from '#lib/page-owner';

/** Where somebody goes who has just signed in: `next` as far as it is one of our pages. */
export function useEnter(next = '/'): (me: Me) => void {
  const navigate = useNavigate();
  return (me) => {
    // Of whoever was here before, nothing is left on the screen.
    leavePage();
    takePage(me);
    keepMe(me);
    void navigate({ href: ownAddress(next, location.origin) });
  };
}
