import type { Group } from '@parley/contract/groups';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Plus, Users } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { api, type Page as ApiPage } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Button, IconButton } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { Page, PageBody, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Table, Td, Th } from '#ui/table';
import { Segments } from '#ui/tabs';
import { useListTexts } from './list-texts.ts';
import { SectionTabs } from './section-tabs.tsx';
import { useTexts } from './texts.ts';

type Asking = { readonly kind: 'rename' | 'delete'; readonly group: Group } | { readonly kind: 'create' } | null;

export function GroupsPage() {
  const t = useTexts();
  const l = useListTexts();
  const can = useCan();
  const [archived, setArchived] = useState(false);
  const [asking, setAsking] = useState<Asking>(null);
  const query = useInfiniteQuery({
    queryKey: ['groups', 'page', archived],
    queryFn: ({ pageParam, signal }) =>
      api.get<ApiPage<Group>>('/groups', { query: { archived, cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const groups = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const create = can('groups:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setAsking({ kind: 'create' })}>
      {l('new_group')}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t('title')} actions={create} />
      <SectionTabs />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <Segments
          label={l('state')}
          value={archived ? 'archived' : 'active'}
          onChange={(value) => setArchived(value === 'archived')}
          options={[
            { value: 'active', label: l('active') },
            { value: 'archived', label: l('archived') },
          ]}
        />
        <p className="text-text-3">{l('groups_hint')}</p>
      </div>
      <PageBody className="px-4 pb-6">
        {query.isPending && <SkeletonRows count={6} />}
        {query.isError && <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && groups.length === 0 && (
          <EmptyState
            flush
            icon={<Users aria-hidden />}
            title={archived ? l('no_archived') : l('no_groups')}
            action={!archived && create}
          >
            {archived ? l('no_archived_text') : l('no_groups_text')}
          </EmptyState>
        )}
        {groups.length > 0 && <GroupTable groups={groups} onAsk={setAsking} />}
        {query.hasNextPage && (
          <Button className="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {l('more')}
          </Button>
        )}
      </PageBody>
      {asking && <Dialogs asking={asking} onClose={() => setAsking(null)} />}
    </Page>
  );
}

function GroupTable({ groups, onAsk }: { groups: readonly Group[]; onAsk: (asking: Asking) => void }) {
  const l = useListTexts();
  const format = useFormat();
  return (
    <Table>
      <thead>
        <tr>
          <Th>{l('group')}</Th>
          <Th right>{l('members')}</Th>
          <Th right className="hidden md:table-cell">
            {l('created')}
          </Th>
          <Th>
            <span className="sr-only">{l('actions', { name: '' })}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.id} className="hover:bg-hover">
            <Td className="h-10! font-medium">
              <Link to="/contacts" search={{ groupId: [group.id] }} className="hover:underline">
                {group.name}
              </Link>
            </Td>
            <Td right className="num">
              {format.number(group.memberCount)}
            </Td>
            <Td right className="hidden md:table-cell">
              {format.date(group.createdAt)}
            </Td>
            <Td right className="w-10">
              <GroupMenu group={group} onAsk={onAsk} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const refused = (error: unknown): void =>
  void toast(error instanceof Error ? error.message : String(error), { tone: 'danger' });

function GroupMenu({ group, onAsk }: { group: Group; onAsk: (asking: Asking) => void }) {
  const l = useListTexts();
  const can = useCan();
  const client = useQueryClient();
  const navigate = useNavigate();
  const isArchived = group.archivedAt !== null;
  const archive = (): void => {
    api
      .patch(`/groups/${group.id}`, { archived: !isArchived })
      .then(() => client.invalidateQueries({ queryKey: ['groups'] }))
      .catch(refused);
  };
  const campaign = async (): Promise<void> => {
    const { id } = await api.post<{ id: string }>('/campaigns', { name: group.name, groupIds: [group.id] });
    await navigate({ href: `/campaigns/${id}` });
  };
  return (
    <Menu
      trigger={<IconButton size="small" label={l('actions', { name: group.name })} icon={<Ellipsis aria-hidden />} />}
      items={[
        {
          label: l('show_people'),
          onSelect: () => void navigate({ to: '/contacts', search: { groupId: [group.id] } }),
        },
        ...(can('campaigns:write') && !isArchived
          ? [{ label: l('campaign'), onSelect: () => void campaign().catch(refused) }]
          : []),
        ...(can('groups:write')
          ? ([
              'line',
              { label: l('rename'), onSelect: () => onAsk({ kind: 'rename', group }) },
              { label: isArchived ? l('restore') : l('archive'), onSelect: archive },
              { label: l('delete'), danger: true, onSelect: () => onAsk({ kind: 'delete', group }) },
            ] as const)
          : []),
      ]}
    />
  );
}

function Dialogs({ asking, onClose }: { asking: NonNullable<Asking>; onClose: () => void }) {
  const l = useListTexts();
  const client = useQueryClient();
  if (asking.kind !== 'delete')
    return <NameDialog group={asking.kind === 'rename' ? asking.group : null} onClose={onClose} />;
  const erase = (): void => {
    api
      .delete(`/groups/${asking.group.id}`)
      .then(() => client.invalidateQueries({ queryKey: ['groups'] }))
      .catch(refused)
      .finally(onClose);
  };
  return (
    <Confirm
      open
      danger
      title={l('delete_title', { name: asking.group.name })}
      action={l('delete')}
      onClose={onClose}
      onConfirm={erase}
    >
      <p>{l('delete_text')}</p>
    </Confirm>
  );
}

function NameDialog({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const l = useListTexts();
  const ui = useUiTexts();
  const form = useId();
  const client = useQueryClient();
  const [name, setName] = useState(group?.name ?? '');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    const body = { name: name.trim() };
    (group ? api.patch(`/groups/${group.id}`, body) : api.post('/groups', body))
      .then(() => {
        void client.invalidateQueries({ queryKey: ['groups'] });
        onClose();
      })
      .catch((failure: unknown) => setError(failure instanceof Error ? failure.message : String(failure)));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={group ? l('rename') : l('new_group')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            disabledReason={name.trim() === '' ? l('group_name') : null}
          >
            {group ? ui('save') : l('create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={l('group_name')} error={error}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
