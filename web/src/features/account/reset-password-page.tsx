import { Form } from '#ui/form';
import type { PasswordResetFacts } from '@parley/contract/accounts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { ErrorState, SkeletonRows } from '#ui/states';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { PasswordField } from './form-parts.tsx';

/** What the link of a mail leads to. `token` stands behind the # of the address, which no server sees. */
export function ResetPasswordPage({ token }: { token: string }) {
  const t = useTexts();
  const [done, setDone] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['password-reset', token],
    queryFn: () => api.post<PasswordResetFacts>('/password-reset/check', { token }),
    enabled: token !== '' && !done,
    staleTime: Infinity,
  });
  if (done) return <Done />;
  if (token === '' || (error instanceof ApiError && error.code === 'reset_link_invalid')) return <Dead />;
  if (error)
    return (
      <AuthFrame title={t('reset_title')}>
        <ErrorState flush error={error} onRetry={() => void refetch()} />
      </AuthFrame>
    );
  if (!data)
    return (
      <AuthFrame title={t('reset_title')}>
        <SkeletonRows count={2} />
      </AuthFrame>
    );
  return <Choose token={token} email={data.email} onDone={() => setDone(true)} />;
}

function Choose({ token, email, onDone }: { token: string; email: string; onDone: () => void }) {
  const t = useTexts();
  const [password, setPassword] = useState('');
  const [dead, setDead] = useState(false);
  const submit = useSubmit(['newPassword'], async () => {
    try {
      await api.post('/password-reset/complete', { token, newPassword: password });
      onDone();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'reset_link_invalid') throw error;
      setDead(true);
    }
  });
  if (dead) return <Dead />;
  return (
    <AuthFrame title={t('reset_title')} text={t('reset_text', { email })}>
      <AuthPanel>
        <Form submit={submit}>
          {/* For password managers: whose password it is. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            label={t('new_password')}
            hint={t('password_hint')}
            path="newPassword"
            submit={submit}
            autoComplete="new-password"
            autoFocus
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
            {t('reset_submit')}
          </Button>
        </Form>
      </AuthPanel>
    </AuthFrame>
  );
}

function Dead() {
  const t = useTexts();
  return (
    <AuthFrame
      title={t('reset_dead_title')}
      text={t('reset_dead_text')}
      footer={
        <>
          <Link to="/forgot-password" className="link inline-flex min-h-6 items-center">
            {t('reset_again')}
          </Link>
          <Link to="/sign-in" className="link inline-flex min-h-6 items-center">
            {t('back')}
          </Link>
        </>
      }
    />
  );
}

function Done() {
  const t = useTexts();
  return (
    <AuthFrame
      title={t('reset_done_title')}
      text={<p role="status">{t('reset_done_text')}</p>}
      footer={
        <Link to="/sign-in" className="link inline-flex min-h-6 items-center">
          {t('sign_in')}
        </Link>
      }
    />
  );
}
