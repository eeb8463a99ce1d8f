import type { Contact } from '@parley/contract/contacts';
import { useId, useState, type FormEvent } from 'react';
import { ApiError } from '#lib/api';
import { api } from '#lib/api';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { useContactTexts } from './contact-texts.ts';
import { useRemember } from './use-contact.ts';

const fields = ['firstName', 'lastName', 'phone', 'email', 'company', 'city', 'tags'] as const;
type FieldName = (typeof fields)[number];
/** Where the server says that something is wrong with a field. */
const paths: Readonly<Record<FieldName, string>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  phone: 'phones.0',
  email: 'emails.0',
  company: 'company',
  city: 'city',
  tags: 'tags',
};

export function CreateContact({ onClose, onCreated }: { onClose: () => void; onCreated: (id: string) => void }) {
  const t = useContactTexts();
  const ui = useUiTexts();
  const form = useId();
  const remember = useRemember();
  const [values, setValues] = useState<Partial<Record<FieldName, string>>>({});
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const errorOf = (name: FieldName): string | null =>
    error?.errors.find(({ path }) => path === paths[name] || path.startsWith(`${paths[name]}.`))?.message ?? null;
  const general =
    error &&
    (error.errors.find(({ path }) => path === '')?.message ?? (error.errors.length === 0 ? error.message : null));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    api
      .post<Contact>('/contacts', bodyOf(values))
      .then((contact) => {
        remember(contact);
        toast(t('created_toast'), { tone: 'success' });
        onClose();
        onCreated(contact.id);
      })
      .catch((failure: unknown) => {
        if (!(failure instanceof ApiError)) throw failure;
        setError(failure);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('create_title')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {t('create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid grid-cols-1 gap-3 md:grid-cols-2">
        {fields.map((name, index) => (
          <div key={name} className={name === 'tags' ? 'md:col-span-2' : ''}>
            <Field label={t(name)} error={errorOf(name)} {...(name === 'tags' && { hint: t('tags_hint') })}>
              {(control) => (
                <Input
                  {...control}
                  autoFocus={index === 0}
                  inputMode={name === 'phone' ? 'tel' : name === 'email' ? 'email' : 'text'}
                  value={values[name] ?? ''}
                  onChange={(event) => setValues({ ...values, [name]: event.target.value })}
                />
              )}
            </Field>
          </div>
        ))}
        {general && (
          <p role="alert" className="text-danger md:col-span-2">
            {general}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function bodyOf(values: Partial<Record<FieldName, string>>): Record<string, unknown> {
  const text = (name: FieldName): string => values[name]?.trim() ?? '';
  const given = (['firstName', 'lastName', 'company', 'city'] as const).filter((name) => text(name) !== '');
  const tags = text('tags')
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  return {
    ...Object.fromEntries(given.map((name) => [name, text(name)])),
    ...(text('phone') !== '' && { phones: [{ phone: text('phone') }] }),
    ...(text('email') !== '' && { emails: [{ email: text('email') }] }),
    ...(tags.length > 0 && { tags }),
  };
}
