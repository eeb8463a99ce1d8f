import type { VerifiedEmail } from '@parley/contract/accounts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, ApiError } from '#lib/api';
import { meQuery } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { AuthFrame } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { WaitingFrame } from './link-parts.tsx';

/** What the link of a mail leads to that proves an address. It may be opened more than once and lets nobody in. */
export function VerifyEmailPage({ token }: { token: string }) {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['email-verification', token],
    queryFn: async () => {
      const answer = await api.post<VerifiedEmail>('/email-verification/complete', { token }, { ofSession: true });
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      return answer;
    },
    enabled: token !== '',
    staleTime: Infinity,
  });
  const footer = (
    <Link to="/" className="link inline-flex min-h-6 items-center">
      {t('to_parley')}
    </Link>
  );
  if (token === '' || (error instanceof ApiError && error.code === 'verification_link_invalid'))
    return <AuthFrame title={t('dead_title')} text={<p role="alert">{t('verify_dead_text')}</p>} footer={footer} />;
  if (!data) return <WaitingFrame title={t('verify_title')} error={error} onRetry={() => void refetch()} />;
  return (
    <AuthFrame
      title={t('verify_done_title')}
      text={<p role="status">{t('verify_done_text', { email: data.email })}</p>}
      footer={footer}
    />
  );
}
