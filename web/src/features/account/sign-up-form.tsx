import type { Me } from '@parley/contract/accounts';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { language } from '#lib/i18n';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Form } from '#ui/form';
import { useTexts } from './auth-texts.ts';
import { EmailField, NewPasswordField, TextField } from './form-parts.tsx';

const paths = ['name', 'organizationName', 'email', 'password'];

/** What came by mail: the address is proven by it, and not typed. */
interface MailedLink {
  readonly token: string;
  readonly email: string;
  readonly onDead: () => void;
}

/** A person and their company: of the owner of a fresh installation, or of who has opened a mailed link. */
export function SignUpForm({
  action,
  link,
  onSignedIn,
}: {
  action: string;
  link?: MailedLink;
  onSignedIn: (me: Me) => void;
}) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [organizationName, setOrganizationName] = useState('');
  const [email, setEmail] = useState(link?.email ?? '');
  const [password, setPassword] = useState('');
  const submit = useSubmit(paths, async () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const person = { name, organizationName, password, language: language(), timeZone, remember: true };
    try {
      onSignedIn(
        link
          ? await api.post<Me>('/sign-up/complete', { token: link.token, ...person })
          : await api.post<Me>('/sign-up', { email, ...person }),
      );
    } catch (error) {
      if (!link || !(error instanceof ApiError) || error.code !== 'sign_up_link_invalid') throw error;
      link.onDead();
    }
  });
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
      <EmailField submit={submit} readOnly={link !== undefined} value={email} onChange={setEmail} />
      <NewPasswordField label={t('password')} path="password" submit={submit} value={password} onChange={setPassword} />
      <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
        {action}
      </Button>
    </Form>
  );
}
