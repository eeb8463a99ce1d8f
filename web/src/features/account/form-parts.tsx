import { ArrowBigUpDash, Eye, EyeOff } from 'lucide-react';
import { useState, type ComponentProps, type KeyboardEvent } from 'react';
import type { Submit } from '#lib/use-submit';
import { IconButton } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { useTexts } from './auth-texts.ts';

type TextFieldProps = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly submit: Submit;
  /** Of the field in the request. */
  readonly path: string;
  readonly optional?: string;
};

/** A line of a form, with what the server said about it. */
export function TextField({ label, hint, value, onChange, submit, path, optional, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={submit.errorOf(path)} {...(optional !== undefined && { optional })}>
      {(control) => (
        <Input
          {...rest}
          {...control}
          value={value}
          onChange={(event) => {
            submit.clear(path);
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

type OwnField = Omit<TextFieldProps, 'label' | 'path' | 'type' | 'autoComplete' | 'hint'>;

/** The address that somebody signs in with, as password managers know it. */
export function EmailField(props: OwnField) {
  const t = useTexts();
  return <TextField {...props} label={t('email')} path="email" type="email" autoComplete="username" />;
}

/** A password that is being chosen. */
export function NewPasswordField(props: OwnField & { readonly label: string; readonly path: string }) {
  const t = useTexts();
  return <PasswordField {...props} hint={t('password_hint')} autoComplete="new-password" />;
}

/** Tells password managers whose the passwords after it are, where no other field does. */
export function OwnerOfPassword({ email }: { email: string }) {
  return <input type="email" autoComplete="username" value={email} readOnly hidden />;
}

/** A password, which one may look at while typing. */
export function PasswordField({ label, hint, value, onChange, submit, path, ...rest }: TextFieldProps) {
  const t = useTexts();
  const [shown, setShown] = useState(false);
  const error = submit.errorOf(path);
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent<HTMLInputElement>): void => setCapsLock(event.getModifierState('CapsLock'));
  const caps = (
    <span className="flex items-center gap-1 text-warning">
      <ArrowBigUpDash aria-hidden className="size-3.5!" />
      {t('caps_lock')}
    </span>
  );
  return (
    <Field label={label} hint={capsLock ? caps : error ? undefined : hint} error={error}>
      {(control) => (
        <span className="relative flex">
          <Input
            {...rest}
            {...control}
            type={shown ? 'text' : 'password'}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
            onKeyDown={look}
            onKeyUp={look}
            onBlur={() => setCapsLock(false)}
            value={value}
            className="pr-9"
            onChange={(event) => {
              submit.clear(path);
              onChange(event.target.value);
            }}
          />
          <span className="absolute top-0.5 right-0.5">
            <IconButton
              label={shown ? t('hide_password') : t('show_password')}
              size="small"
              icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
              onClick={() => setShown(!shown)}
            />
          </span>
        </span>
      )}
    </Field>
  );
}
