import { Mailbox } from './mailbox.tsx';
import { SettingsPageFrame } from './settings-section.tsx';
import { useTexts } from './settings-texts.ts';

export function MailboxPage() {
  const t = useTexts();
  return (
    <SettingsPageFrame title={t('mailbox')}>
      <Mailbox />
    </SettingsPageFrame>
  );
}
