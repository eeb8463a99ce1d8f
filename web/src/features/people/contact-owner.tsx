import type { Contact } from '@parley/contract/contacts';
import { ChevronDown } from 'lucide-react';
import { ApiError } from '#lib/api';
import { useCan, useMe } from '#lib/me';
import { toast } from '#lib/toasts';
import { Avatar } from '#ui/avatar';
import { Menu } from '#ui/menu';
import { useContactTexts } from './contact-texts.ts';
import { useChangeContact } from './use-contact.ts';
import { useMembers } from './use-members.ts';

/** Whose customer this is; chosen from the colleagues. The last choice counts: there is nothing in it to lose. */
export function ContactOwner({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const can = useCan();
  const { user } = useMe();
  const members = useMembers();
  const change = useChangeContact(contact);
  const owner = members.find(({ id }) => id === contact.ownerId);
  const name = contact.ownerId === null ? t('no_owner') : (owner?.name ?? '…');
  const choose = (ownerId: string | null): void => {
    change({ ownerId }, null).catch((error: unknown) => {
      toast(error instanceof ApiError ? (error.errors[0]?.message ?? error.message) : String(error), {
        tone: 'danger',
      });
    });
  };
  const shown = (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar name={owner?.name ?? null} image={owner?.avatarUrl ?? null} size={20} />
      <span className={contact.ownerId === null ? 'truncate text-text-3' : 'truncate'}>{name}</span>
    </span>
  );
  return (
    <div className="grid min-h-8 grid-cols-[128px_minmax(0,1fr)] items-center gap-2">
      <span className="truncate text-text-3">{t('owner')}</span>
      {can('contacts:write') ? (
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              aria-label={`${t('edit_field', { name: t('owner') })}: ${name}`}
              className="group -ml-2 flex min-h-8 min-w-0 items-center gap-2 rounded-6 px-2 text-left hover:bg-hover data-[state=open]:bg-hover"
            >
              {shown}
              <ChevronDown
                aria-hidden
                className="ml-auto text-text-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
              />
            </button>
          }
          items={[
            ...members
              .filter(({ isDisabled, id }) => !isDisabled || id === contact.ownerId)
              .map((member) => ({
                label: member.id === user?.id ? t('owner_me', { name: member.name }) : member.name,
                icon: <Avatar name={member.name} image={member.avatarUrl} size={20} />,
                checked: member.id === contact.ownerId,
                onSelect: () => choose(member.id),
              })),
            'line',
            { label: t('no_owner'), checked: contact.ownerId === null, onSelect: () => choose(null) },
          ]}
        />
      ) : (
        shown
      )}
    </div>
  );
}
