import type { Me } from '@parley/contract/accounts';
import { Link } from '@tanstack/react-router';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { SignUpForm } from './sign-up-form.tsx';

export function SignUpPage({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const t = useTexts();
  return (
    <AuthFrame
      title={t('sign_up_title')}
      text={t('sign_up_text')}
      footer={
        <p>
          {t('have_account')}{' '}
          <Link to="/sign-in" className="link">
            {t('sign_in')}
          </Link>
        </p>
      }
    >
      <AuthPanel>
        <SignUpForm action={t('sign_up')} onSignedIn={onSignedIn} />
      </AuthPanel>
    </AuthFrame>
  );
}
