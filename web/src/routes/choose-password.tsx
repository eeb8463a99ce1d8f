import { useLocation, useNavigate } from '@tanstack/react-router';
import type { Me } from '@parley/contract/accounts';
import { api } from '#lib/api';
import { useMe } from '#lib/me';
import { leavePage } from '#lib/page-owner';
import { keepMe } from '#lib/preferences';
import { ChoosePasswordPage } from '../features/account/choose-password-page.tsx';

export function ChoosePasswordRoute() {
  const { user } = useMe();
  const navigate = useNavigate();
  /** Of an invitation that waits to be accepted. */
  const token = useLocation().hash;
  return (
    <ChoosePasswordPage
      email={user?.email ?? ''}
      onDone={async () => {
        keepMe(await api.get<Me>('/me'));
        if (token) await navigate({ to: '/invitation', hash: token });
        else await navigate({ to: '/' });
      }}
      onSignOut={async () => {
        await api.post('/sign-out');
        leavePage();
        await navigate({ to: '/sign-in' });
      }}
    />
  );
}
