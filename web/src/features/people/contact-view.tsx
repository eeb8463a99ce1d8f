import type { Contact } from '@parley/contract/contacts';
import { useQueryClient } from '@tanstack/react-query';
import { Ban, Ellipsis, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { IconButton } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { ContactAddresses } from './contact-addresses.tsx';
import { ContactConsents } from './contact-consents.tsx';
import { ContactFields } from './contact-fields.tsx';
import { ContactGroups, ContactTags } from './contact-lists.tsx';
import { useContactTexts } from './contact-texts.ts';
import { contactQuery } from './use-contact.ts';

/** What is known of a person, to be changed where it stands. */
export function ContactFacts({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  return (
    <div className="flex flex-col gap-5">
      <Part title={t('addresses')}>
        <ContactAddresses contact={contact} />
      </Part>
      <Part title={t('tags')}>
        <ContactTags contact={contact} />
      </Part>
      <Part title={t('groups')}>
        <ContactGroups contact={contact} />
      </Part>
      <Part title={t('consents')}>
        <ContactConsents contact={contact} />
      </Part>
      <Part title={t('about')}>
        <ContactFields contact={contact} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="pb-1 text-12 font-medium text-text-3">{title}</h2>
      {children}
    </section>
  );
}

/** One line under the name: how often and when the person was written to. */
export function ContactMeta({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const format = useFormat();
  const { campaignCount, lastCampaign, createdAt } = contact;
  const parts = [
    t('since', { date: format.date(createdAt) }),
    ...(campaignCount > 0 ? [t('campaigns', { count: campaignCount })] : []),
    ...(lastCampaign ? [t('last', { date: format.date(lastCampaign.startedAt) })] : []),
  ];
  return <span className="num text-text-3">{parts.join(' · ')}</span>;
}

export function ContactMenu({ contact, onErased }: { contact: Contact; onErased: () => void }) {
  const t = useContactTexts();
  const can = useCan();
  const [asking, setAsking] = useState<'erase' | 'opt_out' | null>(null);
  const isOut = contact.suppressions.length > 0;
  const items = [
    ...(can('suppressions:write') && !isOut
      ? [{ label: t('opt_out'), icon: <Ban aria-hidden />, onSelect: () => setAsking('opt_out') }]
      : []),
    ...(can('contacts:delete')
      ? [{ label: t('erase'), icon: <Trash2 aria-hidden />, danger: true, onSelect: () => setAsking('erase') }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <>
      <Menu trigger={<IconButton label={t('actions')} icon={<Ellipsis aria-hidden />} />} items={items} />
      {asking === 'erase' && <Erase contact={contact} onClose={() => setAsking(null)} onErased={onErased} />}
      {asking === 'opt_out' && <OptOut contact={contact} onClose={() => setAsking(null)} />}
    </>
  );
}

const refused = (error: unknown): void =>
  void toast(error instanceof Error ? error.message : String(error), { tone: 'danger' });

function Erase({ contact, onClose, onErased }: { contact: Contact; onClose: () => void; onErased: () => void }) {
  const t = useContactTexts();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const erase = (): void => {
    setBusy(true);
    api
      .delete(`/contacts/${contact.id}`)
      .then(() => {
        onErased();
        client.removeQueries({ queryKey: ['contact', contact.id] });
        void client.invalidateQueries({ queryKey: ['contacts'] });
        toast(t('erased'));
      })
      .catch(refused)
      .finally(() => setBusy(false));
  };
  return (
    <Confirm
      open
      danger
      busy={busy}
      title={t('erase_title', { name: contact.displayName })}
      action={t('erase')}
      onClose={onClose}
      onConfirm={erase}
    >
      <p>{t('erase_text')}</p>
      <p>{t('erase_note')}</p>
    </Confirm>
  );
}

function OptOut({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const t = useContactTexts();
  const ui = useUiTexts();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const optOut = (): void => {
    api
      .post('/suppressions', { kind: 'contact', subject: contact.id, reason: 'manual', note: note.trim() || null })
      .then(async () => {
        onClose();
        toast(t('opted_out'), { tone: 'success' });
        await client.invalidateQueries(contactQuery(contact.id));
        await client.invalidateQueries({ queryKey: ['contacts'] });
      })
      .catch(refused);
  };
  return (
    <Confirm
      open
      title={t('opt_out_title', { name: contact.displayName })}
      action={t('opt_out')}
      onClose={onClose}
      onConfirm={optOut}
    >
      <p>{t('opt_out_text')}</p>
      <Field label={t('opt_out_note')} optional={ui('optional')}>
        {(control) => (
          <Input {...control} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
    </Confirm>
  );
}
