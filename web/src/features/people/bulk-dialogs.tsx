import type { Group } from '@parley/contract/groups';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useMe } from '#lib/me';
import { useUiTexts } from '#lib/ui-texts';
import { Avatar } from '#ui/avatar';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Select } from '#ui/select';
import { Segments } from '#ui/tabs';
import { ended, useBulk } from './bulk.ts';
import { useBulkTexts } from './bulk-texts.ts';
import { valuesQuery } from './filter-editor.tsx';
import type { PeopleSearch } from './people-search.ts';
import { useGroups } from './use-groups.ts';
import { useMembers } from './use-members.ts';

export type BulkDialog = 'tag' | 'untag' | 'join' | 'leave' | 'campaign' | 'owner' | 'erase';

interface Props {
  readonly dialog: BulkDialog | null;
  readonly count: number;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly search: PeopleSearch;
  readonly isAll: boolean;
  readonly onClose: () => void;
  readonly onRun: (path: string, rest?: Record<string, unknown>) => void;
}

/** What has to be said before an action for many people. */
export function BulkDialogs(props: Props) {
  switch (props.dialog) {
    case null:
      return null;
    case 'tag':
    case 'untag':
      return <TagDialog {...props} action={props.dialog} />;
    case 'join':
    case 'leave':
      return <GroupDialog {...props} action={props.dialog} />;
    case 'campaign':
      return <CampaignDialog {...props} />;
    case 'owner':
      return <OwnerDialog {...props} />;
    case 'erase':
      return <EraseDialog {...props} />;
  }
}

function Form({
  title,
  action,
  count,
  missing,
  busy,
  onClose,
  onSubmit,
  children,
}: {
  title: string;
  action: string;
  count: number;
  missing: string | null;
  busy?: boolean;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const t = useUiTexts();
  const b = useBulkTexts();
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing === null && !busy) onSubmit();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={b('for_people', { count })}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={id} variant="primary" disabledReason={missing} busy={busy ?? false}>
            {action}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-3">
        {children}
      </form>
    </Dialog>
  );
}

function TagDialog({ action, count, onClose, onRun }: Props & { action: 'tag' | 'untag' }) {
  const b = useBulkTexts();
  const list = useId();
  const [tag, setTag] = useState('');
  const { data } = useQuery(valuesQuery('tag'));
  return (
    <Form
      title={b(`${action}_title`)}
      action={b(`do_${action}`)}
      count={count}
      missing={tag.trim() === '' ? b('choose_tag') : null}
      onClose={onClose}
      onSubmit={() => onRun('/contacts/bulk/tags', { tag: tag.trim(), action: action === 'tag' ? 'add' : 'remove' })}
    >
      <Field label={b('tag')}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            list={list}
            maxLength={100}
            value={tag}
            onChange={(event) => setTag(event.target.value)}
          />
        )}
      </Field>
      <datalist id={list}>
        {data?.data.map(({ value }) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </Form>
  );
}

/** The group that was chosen or named; made when it is new. */
function useGroupChoice(suggestion = '') {
  const client = useQueryClient();
  const groups = useGroups();
  const [isNew, setIsNew] = useState(suggestion !== '');
  const [name, setName] = useState(suggestion);
  const [groupId, setGroupId] = useState<string | null>(null);
  const isMissing = isNew || groups.length === 0 ? name.trim() === '' : groupId === null;
  const resolve = async (): Promise<string> => {
    if (!isNew && groupId !== null) return groupId;
    const { id } = await api.post<Group>('/groups', { name: name.trim() });
    void client.invalidateQueries({ queryKey: ['groups'] });
    return id;
  };
  return {
    groups,
    isNew: isNew || groups.length === 0,
    setIsNew,
    name,
    setName,
    groupId,
    setGroupId,
    isMissing,
    resolve,
  };
}

function GroupChoice({ choice, onlyExisting }: { choice: ReturnType<typeof useGroupChoice>; onlyExisting?: boolean }) {
  const b = useBulkTexts();
  const { groups, isNew } = choice;
  const showsNew = isNew && !onlyExisting;
  return (
    <>
      {!onlyExisting && groups.length > 0 && (
        <span>
          <Segments
            label={b('group')}
            value={isNew ? 'new' : 'existing'}
            onChange={(value) => choice.setIsNew(value === 'new')}
            options={[
              { value: 'existing', label: b('existing_group') },
              { value: 'new', label: b('new_group') },
            ]}
          />
        </span>
      )}
      {showsNew ? (
        <Field label={b('group_name')}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={200}
              value={choice.name}
              onChange={(event) => choice.setName(event.target.value)}
            />
          )}
        </Field>
      ) : groups.length === 0 ? (
        <p className="text-text-3">{b('no_groups')}</p>
      ) : (
        <Field label={b('group')}>
          {(control) => (
            <Select
              {...control}
              value={choice.groupId}
              onChange={choice.setGroupId}
              placeholder={b('choose_group')}
              options={groups.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
      )}
    </>
  );
}

function GroupDialog({ action, count, onClose, onRun }: Props & { action: 'join' | 'leave' }) {
  const b = useBulkTexts();
  const { failed } = useBulk();
  const choice = useGroupChoice();
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      onRun('/contacts/bulk/groups', { groupId: await choice.resolve(), action: action === 'join' ? 'add' : 'remove' });
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  const isMissing = action === 'leave' ? choice.groupId === null : choice.isMissing;
  return (
    <Form
      title={b(`${action}_title`)}
      action={b(`do_${action}`)}
      count={count}
      missing={isMissing ? b('choose_group') : null}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <GroupChoice choice={choice} onlyExisting={action === 'leave'} />
    </Form>
  );
}

/** A group for the chosen people, then a draft of a campaign for that group. */
function CampaignDialog({ count, filter, search, isAll, onClose }: Props) {
  const b = useBulkTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const { failed } = useBulk();
  const choice = useGroupChoice(b('campaign_group', { date: format.dateTime(Date.now()) }));
  const [busy, setBusy] = useState(false);
  // Everybody of one group is that group.
  const only =
    isAll && search.groupId?.length === 1 && Object.keys(filter).length === 1 ? search.groupId[0] : undefined;
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      const groupId = only ?? (await choice.resolve());
      if (only === undefined) {
        const { taskId } = await api.post<{ taskId: string }>('/contacts/bulk/groups', {
          filter,
          groupId,
          action: 'add',
        });
        await ended(taskId);
      }
      const { id } = await api.post<{ id: string }>('/campaigns', { name: choice.name.trim(), groupIds: [groupId] });
      await navigate({ href: `/campaigns/${id}` });
    } catch (error) {
      failed(error);
      setBusy(false);
    }
  };
  return (
    <Form
      title={b('campaign_title')}
      action={b('do_campaign')}
      count={count}
      missing={choice.isMissing ? b('choose_group') : null}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      {only === undefined && (
        <>
          <p className="text-14 leading-msg text-text-2">{b('campaign_text')}</p>
          <GroupChoice choice={choice} />
        </>
      )}
    </Form>
  );
}

/** Radix takes the empty text for no choice. */
const noOwner = 'none';

function OwnerDialog({ count, onClose, onRun }: Props) {
  const b = useBulkTexts();
  const { user } = useMe();
  const members = useMembers().filter(({ isDisabled }) => !isDisabled);
  const [chosen, setChosen] = useState<string | null>(user?.id ?? null);
  return (
    <Form
      title={b('owner_title')}
      action={b('do_owner')}
      count={count}
      missing={chosen === null ? b('choose_owner') : null}
      onClose={onClose}
      onSubmit={() => onRun('/contacts/bulk/owner', { ownerId: chosen === noOwner ? null : chosen })}
    >
      <Field label={b('owner')}>
        {(control) => (
          <Select
            {...control}
            value={chosen}
            onChange={setChosen}
            placeholder={b('choose_owner')}
            options={[
              ...members.map(({ id, name, avatarUrl }) => ({
                value: id,
                label: id === user?.id ? b('owner_me', { name }) : name,
                icon: <Avatar name={name} image={avatarUrl} size={20} />,
              })),
              { value: noOwner, label: b('no_owner'), icon: <Avatar name={null} size={20} /> },
            ]}
          />
        )}
      </Field>
    </Form>
  );
}

function EraseDialog({ count, onClose, onRun }: Props) {
  const b = useBulkTexts();
  const format = useFormat();
  const typed =
    count > 10 ? { label: b('type_count', { count: format.number(count) }), value: String(count) } : undefined;
  return (
    <Confirm
      open
      onClose={onClose}
      title={b('erase_title')}
      action={b('do_erase')}
      danger
      onConfirm={() => onRun('/contacts/bulk/erase')}
      {...(typed && { typed })}
    >
      <p>{b('erase_text', { count })}</p>
      <p>{b('erase_note')}</p>
    </Confirm>
  );
}
