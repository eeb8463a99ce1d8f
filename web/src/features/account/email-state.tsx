import { useMutation, useQuery } from '@tanstack/react-query';
import { BadgeCheck, MailWarning } from 'lucide-react';
import { api } from '#lib/api';
import { useMe } from '#lib/me';
import { Button } from '#ui/button';
import { Notice } from '#ui/states';
import { Failure } from '#ui/failure';
import { installationQuery } from './installation.ts';
import { useTexts } from './settings-texts.ts';

/** Whether the person has shown that mails reach them, and the way to show it. Nothing where no mail is sent. */
export function EmailState() {
  const t = useTexts();
  const { user } = useMe();
  const { data: installation } = useQuery(installationQuery);
  const send = useMutation({ mutationFn: () => api.post('/email-verification') });
  if (!installation?.mail || !user) return null;
  if (user.isEmailVerified)
    return (
      <p className="flex items-center gap-1.5 text-12 text-text-2">
        <BadgeCheck aria-hidden className="text-success" />
        {t('email_verified')}
      </p>
    );
  return (
    <>
      <Notice
        tone="warning"
        icon={<MailWarning aria-hidden />}
        action={
          !send.isSuccess && (
            <Button size="small" busy={send.isPending} onClick={() => send.mutate()}>
              {t('email_verify')}
            </Button>
          )
        }
      >
        {send.isSuccess ? t('email_sent', { email: user.email }) : t('email_unverified')}
      </Notice>
      {send.error && <Failure error={send.error} />}
    </>
  );
}
