import type { Invitation } from '@parley/contract/invitations';
import { useFormat } from '#lib/format';
import { CopyField } from '#ui/copy-field';
import { Button } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { useTexts } from './team-texts.ts';

/** Where no mail is sent, whoever invites hands the link over. */
export function InvitationLinkDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const { email, link, expiresAt } = invitation;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('link_title', { email })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-14 leading-msg text-text-2">{t('link_text', { email, when: format.dateTime(expiresAt) })}</p>
        <CopyField label={t('link')} text={link ?? ''} autoFocus />
      </div>
    </Dialog>
  );
}
