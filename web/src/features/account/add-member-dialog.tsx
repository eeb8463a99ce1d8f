import type { CreatedMember } from '@parley/contract/members';
import type { MemberRole } from '@parley/contract/permissions';
import { useState } from 'react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { FormDialog } from '#ui/form';
import { Field } from '#ui/field';
import { TextField } from './form-parts.tsx';
import { RoleSelect } from './role-select.tsx';
import { useTexts } from './team-texts.ts';

export function AddMemberDialog({
  onClose,
  onAdded,
}: {
  onClose: () => void;
  onAdded: (created: CreatedMember) => void;
}) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<MemberRole>('operator');
  const submit = useSubmit(
    ['name', 'email', 'role'],
    async () => onAdded(await api.post<CreatedMember>('/members', { name, email, role })),
    { email_taken: 'email', owner_only: 'role' },
  );
  return (
    <FormDialog onClose={onClose} title={t('add_title')} action={t('add_submit')} submit={submit}>
      <p className="leading-msg text-text-2">{t('add_text')}</p>
      <TextField
        label={t('name')}
        path="name"
        submit={submit}
        autoComplete="off"
        autoFocus
        value={name}
        onChange={setName}
      />
      <TextField
        label={t('email')}
        hint={t('email_hint')}
        path="email"
        submit={submit}
        type="email"
        autoComplete="off"
        value={email}
        onChange={setEmail}
      />
      <Field label={t('role')} hint={t(`about_${role}`)} error={submit.errorOf('role')}>
        {(control) => <RoleSelect {...control} value={role} onChange={setRole} />}
      </Field>
    </FormDialog>
  );
}
