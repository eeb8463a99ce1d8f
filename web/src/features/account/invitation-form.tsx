import { Form } from '#ui/form';
import type { Me } from '@parley/contract/accounts';
import type { InvitationFacts } from '@parley/contract/invitations';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { language } from '#lib/i18n';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { useTexts as useAuthTexts } from './auth-texts.ts';
import { PasswordField, TextField } from './form-parts.tsx';
import { useTexts } from './invitation-texts.ts';
import { oneTimePassword } from './one-time-password.ts';

/** For who is not signed in: an account of their own, or the way into the one they have. */
export function InvitationForm({
  facts,
  token,
  onEntered,
  onMustChoose,
  onChanged,
}: {
  facts: InvitationFacts;
  token: string;
  onEntered: (me: Me) => void;
  onMustChoose: (me: Me) => void;
  /** The address has an account by now. */
  onChanged: () => void;
}) {
  const t = useTexts();
  const auth = useAuthTexts();
  const { email, hasAccount } = facts;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = async (): Promise<void> => {
    const me = await api.post<Me>('/sign-in', { email, password, remember: true });
    if (me.user?.mustChangePassword) {
      oneTimePassword.keep(password);
      onMustChoose(me);
      return;
    }
    onEntered(await api.post<Me>('/invitations/join', { token }, { ofSession: true }));
  };
  const create = async (): Promise<void> => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const body = { token, name, password, language: language(), timeZone, remember: true };
    try {
      onEntered(await api.post<Me>('/invitations/accept', body));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'email_taken') onChanged();
      throw error;
    }
  };
  const submit = useSubmit(['name', 'password'], hasAccount ? signIn : create);
  return (
    <Form submit={submit}>
      {hasAccount && <p className="text-14 leading-msg text-text-2">{t('sign_in_text')}</p>}
      {!hasAccount && (
        <TextField
          label={auth('name')}
          path="name"
          submit={submit}
          autoComplete="name"
          autoFocus
          value={name}
          onChange={setName}
        />
      )}
      <Field label={auth('email')} hint={t('email_hint')}>
        {(control) => <Input {...control} type="email" autoComplete="username" readOnly value={email} />}
      </Field>
      <PasswordField
        label={auth('password')}
        {...(!hasAccount && { hint: auth('password_hint') })}
        path="password"
        submit={submit}
        autoComplete={hasAccount ? 'current-password' : 'new-password'}
        autoFocus={hasAccount}
        value={password}
        onChange={setPassword}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button type="submit" variant="primary" busy={submit.busy}>
          {hasAccount ? t('sign_in') : t('create')}
        </Button>
        {hasAccount && (
          <Link to="/forgot-password" className="link">
            {auth('forgot')}
          </Link>
        )}
      </div>
    </Form>
  );
}
