import { Form } from '#ui/form';
import type { Me } from '@parley/contract/accounts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { EmailField, PasswordField } from './form-parts.tsx';
import { installationQuery } from './installation.ts';
import { oneTimePassword } from './one-time-password.ts';

/** `onSignedIn` hears who came in. */
export function SignInPage({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const t = useTexts();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const { data: installation } = useQuery(installationQuery);
  const isClosed = installation?.hasOwner === true && !installation.signUpOpen;
  const submit = useSubmit(['email', 'password'], async () => {
    const me = await api.post<Me>('/sign-in', { email, password, remember });
    if (me.user?.mustChangePassword) oneTimePassword.keep(password);
    onSignedIn(me);
  });
  return (
    <AuthFrame
      title={t('sign_in_title')}
      footer={
        isClosed ? (
          <p>{t('invited_only')}</p>
        ) : (
          <p>
            {t('no_account')}{' '}
            <Link to="/sign-up" className="link">
              {t('create_account')}
            </Link>
          </p>
        )
      }
    >
      <AuthPanel>
        <Form submit={submit}>
          <EmailField submit={submit} autoFocus value={email} onChange={setEmail} />
          <PasswordField
            label={t('password')}
            path="password"
            submit={submit}
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
          <Checkbox
            checked={remember}
            onChange={setRemember}
            label={t('remember')}
            hint={remember ? undefined : t('remember_hint')}
          />
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Button type="submit" variant="primary" busy={submit.busy}>
              {t('sign_in')}
            </Button>
            <Link to="/forgot-password" className="link">
              {t('forgot')}
            </Link>
          </div>
        </Form>
      </AuthPanel>
    </AuthFrame>
  );
}
