import type { Contact } from '@parley/contract/contacts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { ContactOwner } from './contact-owner.tsx';
import { useContactTexts } from './contact-texts.ts';
import { InlineField } from './inline-field.tsx';
import { contactQuery, useChangeContact } from './use-contact.ts';

const usual = ['firstName', 'lastName', 'middleName', 'company', 'city'] as const;
const further = ['region', 'postalCode', 'address', 'website', 'timeZone', 'leadSource', 'birthday'] as const;
type FieldName = (typeof usual)[number] | (typeof further)[number] | 'notes';

export function ContactFields({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const [all, setAll] = useState(false);
  const filled = further.filter((name) => contact[name] !== null);
  return (
    <div className="flex flex-col">
      <ContactOwner contact={contact} />
      {[...usual, ...(all ? further : filled)].map((name) => (
        <ContactField key={name} name={name} contact={contact} />
      ))}
      <Attributes contact={contact} />
      <ContactField name="notes" contact={contact} long />
      {filled.length < further.length && (
        <span>
          <Button variant="ghost" size="small" className="-ml-2" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('fewer_fields') : t('more_fields')}
          </Button>
        </span>
      )}
    </div>
  );
}

function ContactField({ name, contact, long }: { name: FieldName; contact: Contact; long?: boolean }) {
  const t = useContactTexts();
  const format = useFormat();
  const can = useCan();
  const client = useQueryClient();
  const change = useChangeContact(contact);
  const value = contact[name] ?? '';
  const save = async (next: string): Promise<void> => {
    try {
      await change({ [name]: next === '' ? null : next });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'contact_changed') await refetch(next);
      else throw error;
    }
  };
  /** A colleague changed the contact: when this very field is as it was, there is nothing to ask. */
  const refetch = async (next: string): Promise<void> => {
    const now = await client.fetchQuery({ ...contactQuery(contact.id), staleTime: 0 });
    if ((now[name] ?? '') !== value) throw new ApiError({ status: 409, code: 'contact_changed', detail: '' });
    await change({ [name]: next === '' ? null : next }, now.updatedAt);
  };
  const isBirthday = name === 'birthday';
  return (
    <InlineField
      label={t(name)}
      value={value}
      {...(isBirthday && value !== '' && { shown: format.date(`${value}T12:00:00`) })}
      type={isBirthday ? 'date' : 'text'}
      long={long ?? false}
      readOnly={!can('contacts:write')}
      onSave={save}
      onOverwrite={(next) => change({ [name]: next === '' ? null : next }, null)}
    />
  );
}

function Attributes({ contact }: { contact: Contact }) {
  const can = useCan();
  const change = useChangeContact(contact);
  return Object.entries(contact.attributes).map(([key, value]) => {
    const save = (next: string): Promise<void> => change({ attributes: { [key]: next === '' ? null : next } });
    return (
      <InlineField
        key={key}
        label={key.replaceAll('_', ' ')}
        value={String(value)}
        readOnly={!can('contacts:write')}
        onSave={save}
        onOverwrite={(next) => change({ attributes: { [key]: next === '' ? null : next } }, null)}
      />
    );
  });
}
