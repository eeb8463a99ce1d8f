import { Form } from '#ui/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { EmailField } from './form-parts.tsx';
import { LinkSent } from './link-parts.tsx';

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
  if (sentTo !== null)
    return (
      <LinkSent
        text={t('forgot_sent_text', { email: sentTo })}
        noMail={t('no_mail_member')}
        onAgain={() => setSentTo(null)}
        footer={footer}
      />
    );
  return (
    <AuthFrame title={t('forgot_title')} text={t('forgot_text')} footer={footer}>
      <AuthPanel>
        <Form submit={submit}>
          <EmailField submit={submit} autoFocus value={email} onChange={setEmail} />
          <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
            {t('mail_link')}
          </Button>
        </Form>
      </AuthPanel>
    </AuthFrame>
  );
}
