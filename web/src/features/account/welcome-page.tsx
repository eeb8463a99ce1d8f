import { Failure } from '#ui/failure';
import type { Me } from '@parley/contract/accounts';
import type { Installation } from '@parley/contract/installation';
import { FlaskConical } from 'lucide-react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { SignUpForm } from './sign-up-form.tsx';

/** The first page of a fresh installation: own it, or look around first. */
export function WelcomePage({
  installation,
  onSignedIn,
}: {
  installation: Installation;
  onSignedIn: (me: Me) => void;
}) {
  const t = useTexts();
  const owner = (
    <AuthPanel>
      <h2 className="text-16 font-semibold">{t('owner_title')}</h2>
      <p className="mt-1 mb-4 text-text-2">{t('owner_text')}</p>
      <SignUpForm action={t('owner_submit')} onSignedIn={onSignedIn} />
    </AuthPanel>
  );
  return (
    <AuthFrame
      wide={installation.demoAvailable}
      title={t('welcome_title')}
      text={t('welcome_text')}
      footer={<p className="num text-12 text-text-3">{t('version', { version: installation.version })}</p>}
    >
      {installation.demoAvailable ? (
        <div className="grid items-start gap-6 md:grid-cols-[minmax(0,408px)_minmax(0,1fr)] md:gap-10">
          {owner}
          <Demo onSignedIn={onSignedIn} />
        </div>
      ) : (
        owner
      )}
    </AuthFrame>
  );
}

function Demo({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const t = useTexts();
  const submit = useSubmit([], async () => onSignedIn(await api.post<Me>('/demo', { timeZone: ownTimeZone() })));
  return (
    <form noValidate className="flex flex-col items-start gap-3 md:pt-6" onSubmit={submit.onSubmit}>
      <h2 className="text-16 font-semibold">{t('demo_title')}</h2>
      <p className="max-w-[52ch] text-14 leading-msg text-text-2">{t('demo_text')}</p>
      {submit.failure && <Failure error={submit.failure} />}
      <Button type="submit" icon={<FlaskConical aria-hidden />} busy={submit.busy}>
        {t('demo_submit')}
      </Button>
    </form>
  );
}

function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
