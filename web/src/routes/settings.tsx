import { Outlet, useLocation } from '@tanstack/react-router';
import { SettingsLayout, settingsPages } from '../features/account/settings-layout.tsx';
import { useHasMailbox } from './use-has-mailbox.ts';

/** The settings around the page of them that is open. */
export function SettingsRoute() {
  const { pathname } = useLocation();
  const hasMailbox = useHasMailbox();
  const current = settingsPages.find((page) => pathname.startsWith(`/settings/${page}`)) ?? 'profile';
  return (
    <SettingsLayout current={current} hasMailbox={hasMailbox}>
      <Outlet />
    </SettingsLayout>
  );
}
