import { Form } from '#ui/form';
import type { PasswordResetFacts } from '@parley/contract/accounts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { NewPasswordField, OwnerOfPassword } from './form-parts.tsx';
import { WaitingFrame } from './link-parts.tsx';

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
  if (!data) return <WaitingFrame title={t('reset_title')} error={error} onRetry={() => void refetch()} />;
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
          <OwnerOfPassword email={email} />
          <NewPasswordField
            label={t('new_password')}
            path="newPassword"
            submit={submit}
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
      title={t('dead_title')}
      text={t('reset_dead_text')}
      footer={
        <>
          <Link to="/forgot-password" className="link inline-flex min-h-6 items-center">
            {t('new_link')}
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
