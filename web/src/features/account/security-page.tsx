import { Form } from '#ui/form';
import { useState } from 'react';
import { api } from '#lib/api';
import { useMe } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { toast } from '#lib/toasts';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { NewPasswordField, OwnerOfPassword, PasswordField } from './form-parts.tsx';
import { SessionList } from './session-list.tsx';
import { Section, SettingsPageFrame } from './settings-section.tsx';
import { useTexts } from './settings-texts.ts';

export function SecurityPage() {
  const t = useTexts();
  return (
    <SettingsPageFrame title={t('security')}>
      <Section title={t('password')} hint={t('password_section_hint')}>
        <PasswordForm />
      </Section>
      <Section title={t('sessions')} hint={t('sessions_hint')}>
        <SessionList />
      </Section>
    </SettingsPageFrame>
  );
}

function PasswordForm() {
  const t = useTexts();
  const { user } = useMe();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const submit = useSubmit(['currentPassword', 'newPassword'], async () => {
    const { ended } = await api.post<{ ended: number }>('/me/password', { currentPassword, newPassword });
    setCurrent('');
    setNew('');
    toast(t('password_changed', { count: ended }), { tone: 'success' });
    await queryClient.invalidateQueries({ queryKey: ['sessions'] });
  });
  return (
    <Form submit={submit} className="max-w-[420px]">
      <OwnerOfPassword email={user?.email ?? ''} />
      <PasswordField
        label={t('current_password')}
        path="currentPassword"
        submit={submit}
        autoComplete="current-password"
        value={currentPassword}
        onChange={setCurrent}
      />
      <NewPasswordField
        label={t('new_password')}
        path="newPassword"
        submit={submit}
        value={newPassword}
        onChange={setNew}
      />
      <Button type="submit" className="self-start" busy={submit.busy}>
        {t('change_password')}
      </Button>
    </Form>
  );
}
