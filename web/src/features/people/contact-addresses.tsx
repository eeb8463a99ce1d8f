import type { Contact } from '@parley/contract/contacts';
import { Ellipsis, Plus, Star } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Button, IconButton } from '#ui/button';
import { ChannelGlyph, networkName } from '#ui/channel-glyph';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { Tooltip } from '#ui/tooltip';
import { ContactChatLink } from './contact-chat-link.tsx';
import { useContactTexts } from './contact-texts.ts';
import { useChangeContact } from './use-contact.ts';

type Phone = Contact['phones'][number];

/** Phones with where they are reached, e-mails, and who the person is on networks with names of their own. */
export function ContactAddresses({ contact }: { contact: Contact }) {
  const format = useFormat();
  const phones = contact.phones.map(({ phone, label, primary }) => ({ phone, label, primary }));
  const emails = contact.emails.map(({ email, label, primary }) => ({ email, label, primary }));
  return (
    <ul className="flex flex-col">
      {contact.phones.map((phone, index) => (
        <Address
          key={phone.phone}
          contact={contact}
          list="phones"
          entries={phones}
          index={index}
          value={phone.phone}
          label={phone.label}
        >
          <a href={`tel:${phone.phone}`} className="num hover:underline">
            {format.phone(phone.phone)}
          </a>
          <PhoneReach phone={phone} />
        </Address>
      ))}
      {contact.emails.map(({ email, label }, index) => (
        <Address key={email} contact={contact} list="emails" entries={emails} index={index} value={email} label={label}>
          <a href={`mailto:${email}`} className="truncate hover:underline">
            {email}
          </a>
          <ChannelGlyph network="email" decorative />
        </Address>
      ))}
      {contact.identities.map(({ network, externalId, username }) => (
        <li key={`${network} ${externalId}`} className="flex min-h-8 items-center gap-2">
          <span className="min-w-0 truncate">{username ? `@${username}` : externalId}</span>
          {network === 'telegram' || network === 'whatsapp' ? (
            <ChannelGlyph network={network} />
          ) : (
            <span className="text-text-3">{network}</span>
          )}
        </li>
      ))}
      <NewAddress contact={contact} />
      <ContactChatLink contact={contact} />
    </ul>
  );
}

function PhoneReach({ phone }: { phone: Phone }) {
  const t = useContactTexts();
  const format = useFormat();
  return (
    <span className="flex gap-1.5">
      {(['whatsapp', 'telegram'] as const).map((network) => {
        const { state, checkedAt } = phone[network];
        const said = t(`reach_${state}`);
        const text = checkedAt ? t('checked', { state: said, date: format.date(checkedAt) }) : said;
        return (
          <Tooltip key={network} text={`${networkName(network)}: ${text}`}>
            <span tabIndex={0} role="img" aria-label={`${networkName(network)}: ${text}`} className="rounded-4 p-0.5">
              <ChannelGlyph network={network} decorative muted={state !== 'valid'} />
            </span>
          </Tooltip>
        );
      })}
    </span>
  );
}

type Entry = { readonly primary: boolean };

function Address({
  contact,
  list,
  entries,
  index,
  value,
  label,
  children,
}: {
  contact: Contact;
  list: 'phones' | 'emails';
  entries: readonly Entry[];
  index: number;
  value: string;
  label: string | null;
  children: React.ReactNode;
}) {
  const t = useContactTexts();
  const can = useCan();
  const change = useChangeContact(contact);
  const isPrimary = entries[index]!.primary;
  const save = (next: readonly Entry[]): void => {
    change({ [list]: next }).catch((error: unknown) =>
      toast(error instanceof Error ? error.message : '', { tone: 'danger' }),
    );
  };
  return (
    <li className="group flex min-h-8 items-center gap-2">
      {children}
      {label && <span className="text-text-3">{label}</span>}
      {isPrimary && entries.length > 1 && <Star aria-label={t('primary')} className="size-3.5! text-text-3" />}
      <span className="ml-auto">
        <Menu
          trigger={<IconButton size="small" label={t('options', { name: value })} icon={<Ellipsis aria-hidden />} />}
          items={[
            {
              label: t('copy'),
              onSelect: () => void navigator.clipboard.writeText(value).then(() => toast(t('copied'))),
            },
            ...(can('contacts:write')
              ? [
                  ...(isPrimary
                    ? []
                    : [
                        {
                          label: t('make_primary'),
                          onSelect: () => save(entries.map((entry, place) => ({ ...entry, primary: place === index }))),
                        },
                      ]),
                  {
                    label: t('remove', { name: value }),
                    danger: true,
                    onSelect: () => save(withPrimary(entries.filter((_, place) => place !== index))),
                  },
                ]
              : []),
          ]}
        />
      </span>
    </li>
  );
}

/** One of them is always the primary one. */
function withPrimary(entries: readonly Entry[]): readonly Entry[] {
  return entries.some(({ primary }) => primary)
    ? entries
    : entries.map((entry, index) => ({ ...entry, primary: index === 0 }));
}

function NewAddress({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const ui = useUiTexts();
  const can = useCan();
  const change = useChangeContact(contact);
  const [kind, setKind] = useState<'phone' | 'email' | null>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  if (!can('contacts:write')) return null;
  const close = (): void => {
    setKind(null);
    setText('');
    setError(null);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const entry = { [kind!]: text, primary: contact[`${kind!}s`].length === 0 };
    const before = kind === 'phone' ? phonesOf(contact) : contact.emails;
    change({ [`${kind!}s`]: [...before, entry] }).then(close, (failure: unknown) => {
      const refusal = failure instanceof ApiError ? (failure.errors[0]?.message ?? failure.message) : String(failure);
      setError(refusal);
    });
  };
  if (kind === null)
    return (
      <li className="flex gap-1">
        <Button
          variant="ghost"
          size="small"
          className="-ml-2"
          icon={<Plus aria-hidden />}
          onClick={() => setKind('phone')}
        >
          {t('add_phone')}
        </Button>
        <Button variant="ghost" size="small" icon={<Plus aria-hidden />} onClick={() => setKind('email')}>
          {t('add_email')}
        </Button>
      </li>
    );
  return (
    <li>
      <form onSubmit={submit} className="flex items-end gap-2 pt-1">
        <span className="flex-1">
          <Field label={t(`new_${kind}`)} error={error}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                inputMode={kind === 'phone' ? 'tel' : 'email'}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Escape') return;
                  event.stopPropagation();
                  close();
                }}
              />
            )}
          </Field>
        </span>
        <Button type="submit">{ui('add')}</Button>
      </form>
    </li>
  );
}

const phonesOf = ({ phones }: Contact) => phones.map(({ phone, label, primary }) => ({ phone, label, primary }));
