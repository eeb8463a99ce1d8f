import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { Button } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { useChangePhone } from './handset-queries.ts';
import { useTexts } from './texts.ts';

export function NewPhone({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const change = useChangePhone();
  const [number, setNumber] = useState(randomNumber);
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const digits = `+${number.replace(/\D/g, '')}`;
    if (!/^\+\d{8,15}$/.test(digits)) return setFault(t('number_wrong'));
    setFault(null);
    change.mutate(
      { number: digits, ...(name.trim() && { name: name.trim() }) },
      {
        onSuccess: () => {
          onClose();
          void navigate({ to: '/sandbox', search: { phones: digits } });
        },
        onError: (error) => setFault(error.message),
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('new_phone')}
      description={t('new_phone_hint')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form="new-phone" variant="primary" busy={change.isPending}>
            {t('make')}
          </Button>
        </>
      }
    >
      <form id="new-phone" onSubmit={submit} className="flex flex-col gap-4" noValidate>
        <Field label={t('number')} error={fault}>
          {(control) => (
            <Input
              {...control}
              type="tel"
              value={number}
              onChange={(event) => setNumber(event.target.value)}
              className="num"
            />
          )}
        </Field>
        <Field label={t('name')} optional={t('optional')}>
          {(control) => (
            <Input {...control} value={name} maxLength={64} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

/** Of the range that is kept for films and examples (Ofcom, +44 7700 900000 to 900999). */
function randomNumber(): string {
  return `+44 7700 900${String(Math.floor(Math.random() * 1000)).padStart(3, '0')}`;
}
