import type { CreatedMember } from '@parley/contract/members';
import { useFormat } from '#lib/format';
import { CopyField } from '#ui/copy-field';
import { Button } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { useTexts } from './team-texts.ts';

/** The only time that a member's one-time password is shown. */
export function OneTimePasswordDialog({ created, onClose }: { created: CreatedMember; onClose: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const { member, oneTimePassword, expiresAt } = created;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('created_title', { name: member.name })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-14 leading-msg text-text-2">{t('created_text', { when: format.dateTime(expiresAt) })}</p>
        {member.details && <CopyField label={t('email')} text={member.details.email} />}
        <CopyField label={t('one_time')} text={oneTimePassword} autoFocus />
      </div>
    </Dialog>
  );
}
