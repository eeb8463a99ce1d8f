import { Form } from '#ui/form';
import { useState } from 'react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { useTexts } from './auth-texts.ts';
import { NewPasswordField, OwnerOfPassword, PasswordField } from './form-parts.tsx';
import { oneTimePassword } from './one-time-password.ts';

/** After the first sign-in with a one-time password: nothing else opens before an own one is chosen. */
export function ChoosePasswordPage({
  email,
  onDone,
  onSignOut,
}: {
  email: string;
  onDone: () => Promise<void>;
  onSignOut: () => Promise<void>;
}) {
  const t = useTexts();
  const [given] = useState(oneTimePassword.read);
  const [current, setCurrent] = useState(given);
  const [password, setPassword] = useState('');
  const submit = useSubmit(['currentPassword', 'newPassword'], async () => {
    await api.post('/me/password', { currentPassword: current, newPassword: password });
    oneTimePassword.forget();
    await onDone();
  });
  return (
    <AuthFrame title={t('choose_title')} text={t('choose_text')}>
      <AuthPanel>
        <Form submit={submit}>
          <OwnerOfPassword email={email} />
          {/* Known from the sign-in a moment ago, unless the page was loaded again. */}
          {(given === '' || submit.errorOf('currentPassword')) && (
            <PasswordField
              label={t('one_time')}
              path="currentPassword"
              submit={submit}
              autoComplete="current-password"
              value={current}
              onChange={setCurrent}
            />
          )}
          <NewPasswordField
            label={t('new_password')}
            path="newPassword"
            submit={submit}
            autoFocus
            value={password}
            onChange={setPassword}
          />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" busy={submit.busy}>
              {t('choose_submit')}
            </Button>
            <Button variant="ghost" onClick={() => void onSignOut()}>
              {t('sign_out')}
            </Button>
          </div>
        </Form>
      </AuthPanel>
    </AuthFrame>
  );
}
