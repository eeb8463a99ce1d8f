import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '#ui/button';
import { ErrorState, SkeletonRows } from '#ui/states';
import { AuthFrame } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { installationQuery } from './installation.ts';

/** The page of a mailed link, or another that waits for the server, while there is no answer yet. */
export function WaitingFrame({ title, error, onRetry }: { title: string; error: Error | null; onRetry: () => void }) {
  return (
    <AuthFrame title={title}>
      {error ? <ErrorState flush error={error} onRetry={onRetry} /> : <SkeletonRows count={2} />}
    </AuthFrame>
  );
}

/** A link was asked for. It says the same of every address: who asks learns nothing of who has an account. */
export function LinkSent({
  text,
  noMail,
  onAgain,
  footer,
}: {
  text: string;
  /** What else there is to do where no mail is sent. */
  noMail?: string;
  onAgain: () => void;
  footer: ReactNode;
}) {
  const t = useTexts();
  const { data: installation } = useQuery(installationQuery);
  return (
    <AuthFrame
      title={t('sent_title')}
      footer={footer}
      text={
        <div role="status" className="flex flex-col gap-3">
          <p>{text}</p>
          {installation?.mail === false && (
            <p>
              {t('no_mail')} {noMail}
            </p>
          )}
        </div>
      }
    >
      <Button onClick={onAgain}>{t('again')}</Button>
    </AuthFrame>
  );
}
