import { Failure } from '#ui/failure';
import type { Invitation } from '@parley/contract/invitations';
import type { MemberRole } from '@parley/contract/permissions';
import { useId, useState } from 'react';
import { api } from '#lib/api';
import { useUiTexts } from '#lib/ui-texts';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { EmailState } from './email-state.tsx';
import { TextField } from './form-parts.tsx';
import { RoleSelect } from './role-select.tsx';
import { useTexts } from './team-texts.ts';

export function InviteDialog({
  sendsMail,
  onClose,
  onInvited,
}: {
  sendsMail: boolean;
  onClose: () => void;
  onInvited: (invitation: Invitation) => void;
}) {
  const t = useTexts();
  const ui = useUiTexts();
  const form = useId();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<MemberRole>('operator');
  const submit = useSubmit(
    ['email', 'role'],
    async () => onInvited(await api.post<Invitation>('/invitations', { email, role })),
    { member_exists: 'email', owner_only: 'role' },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('invite_title')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={submit.busy}>
            {sendsMail ? t('invite_submit') : t('invite_submit_no_mail')}
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="flex flex-col gap-4" onSubmit={submit.onSubmit}>
        <p className="leading-msg text-text-2">{sendsMail ? t('invite_text') : t('invite_text_no_mail')}</p>
        {submit.failure?.code === 'email_not_verified' ? (
          <EmailState />
        ) : (
          submit.failure && <Failure error={submit.failure} />
        )}
        <TextField
          label={t('invite_email')}
          path="email"
          submit={submit}
          type="email"
          inputMode="email"
          autoComplete="off"
          autoFocus
          value={email}
          onChange={setEmail}
        />
        <Field label={t('role')} error={submit.errorOf('role')}>
          {(control) => <RoleSelect {...control} value={role} onChange={setRole} />}
        </Field>
      </form>
    </Dialog>
  );
}
