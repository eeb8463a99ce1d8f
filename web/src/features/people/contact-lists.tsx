import type { Contact } from '@parley/contract/contacts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { api } from '#lib/api';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Tag } from '#ui/badge';
import { Button, IconButton } from '#ui/button';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { useContactTexts } from './contact-texts.ts';
import { valuesQuery } from './filter-editor.tsx';
import { useChangeContact } from './use-contact.ts';
import { useGroups } from './use-groups.ts';

const said = (error: unknown): void =>
  void toast(error instanceof Error ? error.message : String(error), { tone: 'danger' });

export function ContactTags({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const can = useCan();
  const list = useId();
  const change = useChangeContact(contact);
  const [text, setText] = useState<string | null>(null);
  const { data } = useQuery({ ...valuesQuery('tag'), enabled: text !== null });
  const save = (tags: readonly string[]): Promise<void> => change({ tags }).catch(said);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const tag = text?.trim() ?? '';
    if (tag === '' || contact.tags.includes(tag)) return setText(null);
    void save([...contact.tags, tag]).then(() => setText(''));
  };
  const mayChange = can('contacts:write');
  return (
    <div className="flex flex-wrap items-center gap-1">
      {contact.tags.map((tag) => (
        <Tag
          key={tag}
          {...(mayChange && {
            onRemove: () => void save(contact.tags.filter((other) => other !== tag)),
            removeLabel: t('remove', { name: tag }),
          })}
        >
          {tag}
        </Tag>
      ))}
      {mayChange && text === null && (
        <Button
          variant="ghost"
          size="small"
          className={contact.tags.length === 0 ? '-ml-2' : ''}
          icon={<Plus aria-hidden />}
          onClick={() => setText('')}
        >
          {t('add_tag')}
        </Button>
      )}
      {text !== null && (
        <form onSubmit={submit}>
          <Input
            autoFocus
            aria-label={t('add_tag')}
            list={list}
            maxLength={100}
            value={text}
            className="h-7! w-40!"
            onChange={(event) => setText(event.target.value)}
            onBlur={submit}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              setText(null);
            }}
          />
          <datalist id={list}>
            {data?.data.map(({ value }) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        </form>
      )}
    </div>
  );
}

export function ContactGroups({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const can = useCan();
  const client = useQueryClient();
  const groups = useGroups();
  const move = (groupId: string, way: '' | '/remove'): void => {
    api
      .post(`/groups/${groupId}/members${way}`, { contactIds: [contact.id] })
      .then(() =>
        Promise.all([
          client.invalidateQueries({ queryKey: ['contact', contact.id] }),
          client.invalidateQueries({ queryKey: ['groups'] }),
          client.invalidateQueries({ queryKey: ['contacts'] }),
        ]),
      )
      .catch(said);
  };
  const own = new Set(contact.groups.map(({ id }) => id));
  const others = groups.filter(({ id }) => !own.has(id));
  const mayChange = can('groups:write');
  return (
    <div className="flex flex-wrap items-center gap-1">
      {contact.groups.map(({ id, name }) => (
        <Tag key={id} {...(mayChange && { onRemove: () => move(id, '/remove'), removeLabel: t('remove', { name }) })}>
          <Link to="/contacts" search={{ groupId: [id] }} className="hover:underline">
            {name}
          </Link>
        </Tag>
      ))}
      {contact.groups.length === 0 && <span className="text-text-3">{t('no_groups')}</span>}
      {mayChange && others.length > 0 && (
        <Menu
          align="start"
          trigger={<IconButton size="small" label={t('add_group')} icon={<Plus aria-hidden />} />}
          items={others.map(({ id, name }) => ({ label: name, onSelect: () => move(id, '') }))}
        />
      )}
    </div>
  );
}
