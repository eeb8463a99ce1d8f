import { Form } from '#ui/form';
import type { Me } from '@parley/contract/accounts';
import { useState } from 'react';
import { api } from '#lib/api';
import { language } from '#lib/i18n';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { useTexts } from './auth-texts.ts';
import { PasswordField, TextField } from './form-parts.tsx';

const paths = ['name', 'organizationName', 'email', 'password'];

export function SignUpForm({ action, onSignedIn }: { action: string; onSignedIn: (me: Me) => void }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [organizationName, setOrganizationName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = useSubmit(
    paths,
    async () => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const body = { name, organizationName, email, password, language: language(), timeZone, remember: true };
      onSignedIn(await api.post<Me>('/sign-up', body));
    },
    { email_taken: 'email' },
  );
  return (
    <Form submit={submit}>
      <TextField
        label={t('name')}
        path="name"
        submit={submit}
        autoComplete="name"
        autoFocus
        value={name}
        onChange={setName}
      />
      <TextField
        label={t('organization')}
        hint={t('organization_hint')}
        path="organizationName"
        submit={submit}
        autoComplete="organization"
        value={organizationName}
        onChange={setOrganizationName}
      />
      <TextField
        label={t('email')}
        path="email"
        submit={submit}
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
      />
      <PasswordField
        label={t('password')}
        hint={t('password_hint')}
        path="password"
        submit={submit}
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
        {action}
      </Button>
    </Form>
  );
}
