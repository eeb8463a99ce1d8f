import { useNavigate } from '@tanstack/react-router';
import type { Me } from '@parley/contract/accounts';
import { api } from '#lib/api';
import { useMe } from '#lib/me';
import { leavePage } from '#lib/page-owner';
import { keepMe } from '#lib/preferences';
import { ChoosePasswordPage } from '../features/account/choose-password-page.tsx';

export function ChoosePasswordRoute() {
  const { user } = useMe();
  const navigate = useNavigate();
  return (
    <ChoosePasswordPage
      email={user?.email ?? ''}
      onDone={async () => {
        keepMe(await api.get<Me>('/me'));
        await navigate({ to: '/' });
      }}
      onSignOut={async () => {
        await api.post('/sign-out');
        leavePage();
        await navigate({ to: '/sign-in' });
      }}
    />
  );
}
