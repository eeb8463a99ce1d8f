import { Form } from '#ui/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { TextField } from './form-parts.tsx';
import { installationQuery } from './installation.ts';

export function ForgotPasswordPage() {
  const t = useTexts();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = useSubmit(['email'], async () => {
    await api.post('/password-reset', { email });
    setSentTo(email.trim());
  });
  const footer = (
    <Link to="/sign-in" className="link inline-flex min-h-6 items-center">
      {t('back')}
    </Link>
  );
  if (sentTo !== null) return <Sent email={sentTo} onAgain={() => setSentTo(null)} footer={footer} />;
  return (
    <AuthFrame title={t('forgot_title')} text={t('forgot_text')} footer={footer}>
      <AuthPanel>
        <Form submit={submit}>
          <TextField
            label={t('email')}
            path="email"
            submit={submit}
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={setEmail}
          />
          <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
            {t('forgot_submit')}
          </Button>
        </Form>
      </AuthPanel>
    </AuthFrame>
  );
}

/** The same for every address: who asks learns nothing of who has an account. */
function Sent({ email, onAgain, footer }: { email: string; onAgain: () => void; footer: React.ReactNode }) {
  const t = useTexts();
  const { data: installation } = useQuery(installationQuery);
  return (
    <AuthFrame
      title={t('forgot_sent_title')}
      footer={footer}
      text={
        <div role="status" className="flex flex-col gap-3">
          <p>{t('forgot_sent_text', { email })}</p>
          {installation?.mail === false && (
            <p>
              {t('forgot_no_mail')} {t('forgot_no_mail_member')}
            </p>
          )}
        </div>
      }
    >
      <Button onClick={onAgain}>{t('again')}</Button>
    </AuthFrame>
  );
}
