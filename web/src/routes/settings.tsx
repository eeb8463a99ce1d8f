import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useMe } from '#lib/me';
import { installationQuery } from '../features/account/installation.ts';
import { SettingsLayout, settingsPages } from '../features/account/settings-layout.tsx';

/** The settings around the page of them that is open. */
export function SettingsRoute() {
  const { pathname } = useLocation();
  const { user } = useMe();
  const { data: installation } = useQuery(installationQuery);
  const current = settingsPages.find((page) => pathname.startsWith(`/settings/${page}`)) ?? 'profile';
  const hasMailbox = user?.installationRole === 'root' && installation?.mail === false;
  return (
    <SettingsLayout current={current} hasMailbox={hasMailbox}>
      <Outlet />
    </SettingsLayout>
  );
}
