import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { onSignedOut } from '#lib/api';
import { leavePage } from '#lib/page-owner';
import { queryClient } from '#lib/query-client';
import { lazily } from '#lib/lazily';
import { useToasts } from '#lib/toasts';

const Toasts = lazily(async () => (await import('#ui/toasts')).Toasts);

export function Root() {
  const navigate = useNavigate();
  const hasToasts = useToasts().length > 0;
  useEffect(
    () =>
      onSignedOut(() => {
        if (location.pathname === '/sign-in' || !queryClient.getQueryData(['me'])) return;
        const next = location.pathname + location.search;
        // The shell cannot be without its person, so it goes first.
        void navigate({ to: '/sign-in', search: { next } }).then(leavePage);
      }),
    [navigate],
  );
  return (
    <>
      <Outlet />
      {hasToasts && <Toasts />}
    </>
  );
}
