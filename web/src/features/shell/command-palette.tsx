import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ContactSummary } from '@parley/contract/contacts';
import { Command } from 'cmdk';
import { Search, UserRound } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { factsOf, useActionTexts, type ActionGroup } from '#lib/actions';
import { api, type Page } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useAllActions, type Action } from '#lib/shortcuts';
import { useDebounced } from '#lib/use-debounced';
import { Kbd } from '#ui/kbd';
import { useTexts } from './texts.ts';

const item = 'flex min-h-8 items-center gap-2 rounded-6 px-2 text-13 data-[selected=true]:bg-hover';
const heading =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-text-3';

/** Finds people, pages and what can be done here; teaches the keys. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const name = useActionTexts();
  const [text, setText] = useState('');
  const groups = Map.groupBy(
    useAllActions().filter((action) => action.id !== 'shell.palette'),
    (action) => factsOf(action.id).group,
  );
  // What can be done on this page stands before what can be done everywhere.
  const ordered = [...groups].toSorted(([one], [other]) => rank(one) - rank(other));
  const run = (action: Action): void => {
    onClose();
    // After the dialog has given the focus back.
    requestAnimationFrame(() => action.run());
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay/35" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[10dvh] z-40 overflow-hidden rounded-12 bg-surface shadow-overlay enter-popover md:inset-x-auto md:left-1/2 md:w-[560px] md:-translate-x-1/2"
        >
          <Radix.Title className="sr-only">{name('shell.palette')}</Radix.Title>
          <Command label={name('shell.palette')} loop>
            <div className="flex h-12 items-center gap-2 border-b px-4">
              <Search aria-hidden className="text-text-3" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder={t('palette_hint')}
                className="h-full flex-1 bg-transparent text-14 outline-none"
              />
            </div>
            <Command.List label={name('shell.palette')} className="max-h-[60dvh] overflow-y-auto p-2">
              <Command.Empty className="px-2 py-6 text-text-3">{t('palette_empty')}</Command.Empty>
              <People text={text} onClose={onClose} />
              {ordered.map(([group, list]) => (
                <Command.Group key={group} heading={name(`group_${group}`)} className={heading}>
                  {list.map((action) => {
                    const label = action.label ?? name(action.id);
                    return (
                      <Command.Item
                        key={action.id}
                        value={`${label} ${action.id}`}
                        onSelect={() => run(action)}
                        className={item}
                      >
                        <span className="flex-1 truncate">{label}</span>
                        <Kbd keys={action.id} />
                      </Command.Item>
                    );
                  })}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function rank(group: ActionGroup): number {
  return group === 'pages' ? 2 : group === 'general' ? 1 : 0;
}

function People({ text, onClose }: { text: string; onClose: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const can = useCan();
  const navigate = useNavigate();
  const wanted = useDebounced(text.trim(), 150);
  const { data } = useQuery({
    queryKey: ['contacts', 'palette', wanted],
    queryFn: ({ signal }) => api.get<Page<ContactSummary>>('/contacts', { query: { q: wanted, limit: 6 }, signal }),
    enabled: wanted.length >= 2 && can('contacts:read'),
  });
  if (!data?.data.length) return null;
  return (
    <Command.Group heading={t('people')} className={heading} forceMount>
      {data.data.map((contact) => (
        <Command.Item
          key={contact.id}
          forceMount
          value={`person ${contact.id}`}
          className={item}
          onSelect={() => {
            onClose();
            void navigate({ href: `/contacts/${contact.id}` });
          }}
        >
          <UserRound aria-hidden className="text-text-3" />
          <span className="flex-1 truncate">{contact.displayName}</span>
          {contact.phone && <span className="num text-12 text-text-3">{format.phone(contact.phone)}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
