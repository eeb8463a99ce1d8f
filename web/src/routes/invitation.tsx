import { useLocation, useNavigate } from '@tanstack/react-router';
import { api } from '#lib/api';
import { leavePage, takePage } from '#lib/page-owner';
import { keepMe } from '#lib/preferences';
import { InvitationPage } from '../features/account/invitation-page.tsx';
import { useEnter } from './use-enter.ts';

export function InvitationRoute() {
  const token = useLocation().hash;
  const navigate = useNavigate();
  const enter = useEnter();
  return (
    <InvitationPage
      key={token}
      token={token}
      onEntered={enter}
      onMustChoose={(me) => {
        takePage(me);
        keepMe(me);
        // It leads back here.
        void navigate({ to: '/choose-password', hash: token });
      }}
      onSignOut={async () => {
        await api.post('/sign-out', undefined, { ofSession: true });
        leavePage();
      }}
    />
  );
}
