import type { Me, SignUpFacts } from '@parley/contract/accounts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, ApiError } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Form } from '#ui/form';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { EmailField } from './form-parts.tsx';
import { installationQuery } from './installation.ts';
import { LinkSent, WaitingFrame } from './link-parts.tsx';
import { SignUpForm } from './sign-up-form.tsx';

/** The form of a fresh installation; later the way to a mailed link, and what that leads to. `token` stands behind the #. */
export function SignUpPage({ token, onSignedIn }: { token: string; onSignedIn: (me: Me) => void }) {
  const t = useTexts();
  const { data: installation, error, refetch } = useQuery(installationQuery);
  if (token !== '') return <Confirmed token={token} onSignedIn={onSignedIn} />;
  if (!installation) return <WaitingFrame title={t('sign_up_title')} error={error} onRetry={() => void refetch()} />;
  if (!installation.hasOwner)
    return <Founding text={t('owner_text')} form={<SignUpForm action={t('owner_submit')} onSignedIn={onSignedIn} />} />;
  return installation.signUpOpen ? <AskForLink /> : <Closed />;
}

function Founding({ text, form }: { text: string; form: ReactNode }) {
  const t = useTexts();
  return (
    <AuthFrame title={t('sign_up_title')} text={text} footer={<HaveAccount />}>
      <AuthPanel>{form}</AuthPanel>
    </AuthFrame>
  );
}

function AskForLink() {
  const t = useTexts();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = useSubmit(['email'], async () => {
    await api.post('/sign-up/request', { email });
    setSentTo(email.trim());
  });
  if (sentTo !== null)
    return (
      <LinkSent
        text={t('sign_up_sent_text', { email: sentTo })}
        onAgain={() => setSentTo(null)}
        footer={<HaveAccount />}
      />
    );
  const form = (
    <Form submit={submit}>
      <EmailField submit={submit} autoFocus value={email} onChange={setEmail} />
      <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
        {t('mail_link')}
      </Button>
    </Form>
  );
  return <Founding text={t('sign_up_link_text')} form={form} />;
}

function Confirmed({ token, onSignedIn }: { token: string; onSignedIn: (me: Me) => void }) {
  const t = useTexts();
  const [isUsed, setUsed] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['sign-up', token],
    queryFn: () => api.post<SignUpFacts>('/sign-up/check', { token }),
    staleTime: Infinity,
  });
  if (isUsed || (error instanceof ApiError && error.code === 'sign_up_link_invalid')) return <Dead />;
  if (!data) return <WaitingFrame title={t('sign_up_title')} error={error} onRetry={() => void refetch()} />;
  const link = { token, email: data.email, onDead: () => setUsed(true) };
  return (
    <Founding
      text={t('sign_up_text')}
      form={<SignUpForm action={t('sign_up')} link={link} onSignedIn={onSignedIn} />}
    />
  );
}

function Dead() {
  const t = useTexts();
  return (
    <AuthFrame
      title={t('dead_title')}
      text={<p role="alert">{t('sign_up_dead_text')}</p>}
      footer={
        <>
          <Link to="/sign-up" hash="" className="link inline-flex min-h-6 items-center">
            {t('new_link')}
          </Link>
          <HaveAccount />
        </>
      }
    />
  );
}

function Closed() {
  const t = useTexts();
  return <AuthFrame title={t('sign_up_title')} text={t('sign_up_closed_text')} footer={<HaveAccount />} />;
}

function HaveAccount() {
  const t = useTexts();
  return (
    <p>
      {t('have_account')}{' '}
      <Link to="/sign-in" className="link">
        {t('sign_in')}
      </Link>
    </p>
  );
}
