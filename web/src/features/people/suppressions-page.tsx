import type { Suppression } from '@parley/contract/suppressions';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ban, Plus, X } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { ApiError, api, type Page as ApiPage } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useEvents } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Badge } from '#ui/badge';
import { Button, IconButton } from '#ui/button';
import { networkName, type Network } from '#ui/channel-glyph';
import { Confirm } from '#ui/confirm';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Page, PageBody, PageHeader } from '#ui/page';
import { Select } from '#ui/select';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Table, Td, Th } from '#ui/table';
import { Segments } from '#ui/tabs';
import { useListTexts } from './list-texts.ts';
import { SectionTabs } from './section-tabs.tsx';
import { useTexts } from './texts.ts';

const reasons = ['opt_out', 'complaint', 'bounce', 'manual'] as const;
type Reason = (typeof reasons)[number] | 'all';

/** Who gets no marketing, and why. */
export function SuppressionsPage() {
  const t = useTexts();
  const l = useListTexts();
  const can = useCan();
  const client = useQueryClient();
  const [reason, setReason] = useState<Reason>('all');
  const [adding, setAdding] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ['suppressions', reason],
    queryFn: ({ pageParam, signal }) =>
      api.get<ApiPage<Suppression>>('/suppressions', {
        query: { reason: reason === 'all' ? undefined : reason, cursor: pageParam, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  useEvents(['contact.opted_out'], () => void client.invalidateQueries({ queryKey: ['suppressions'] }));
  const entries = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Page>
      <PageHeader
        title={t('title')}
        actions={
          can('suppressions:write') && (
            <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setAdding(true)}>
              {l('add')}
            </Button>
          )
        }
      />
      <SectionTabs />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <Select
          aria-label={l('reason')}
          size="small"
          value={reason}
          onChange={setReason}
          options={[
            { value: 'all', label: l('reason_all') },
            ...reasons.map((one) => ({ value: one, label: l(`reason_${one}`) })),
          ]}
        />
        <p className="text-text-3">{l('suppressions_hint')}</p>
      </div>
      <PageBody className="px-4 pb-6">
        {query.isPending && <SkeletonRows count={8} />}
        {query.isError && <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && entries.length === 0 && (
          <EmptyState flush icon={<Ban aria-hidden />} title={l('none')}>
            {l('none_text')}
          </EmptyState>
        )}
        {entries.length > 0 && <Entries entries={entries} />}
        {query.hasNextPage && (
          <Button className="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {l('more')}
          </Button>
        )}
      </PageBody>
      {adding && <AddSuppression onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** `sms: stop`: the network, and the word that was sent over it. */
function sourceText(source: string): string {
  const [network, word] = source.split(': ');
  return word !== undefined && isNetwork(network!) ? `${networkName(network)}: ${word}` : source;
}

const isNetwork = (name: string): name is Network => ['sms', 'whatsapp', 'telegram', 'email'].includes(name);

function Entries({ entries }: { entries: readonly Suppression[] }) {
  const l = useListTexts();
  const format = useFormat();
  const can = useCan();
  const client = useQueryClient();
  const [removing, setRemoving] = useState<Suppression | null>(null);
  const nameOf = ({ kind, subject, contact }: Suppression): string =>
    kind === 'phone'
      ? format.phone(subject)
      : kind === 'hash'
        ? l('hidden')
        : kind === 'contact'
          ? (contact?.name ?? l('person'))
          : subject;
  const remove = ({ kind, subject }: Suppression): void => {
    api
      .delete(`/suppressions/${kind}/${encodeURIComponent(subject)}`)
      .then(() =>
        Promise.all([
          client.invalidateQueries({ queryKey: ['suppressions'] }),
          client.invalidateQueries({ queryKey: ['contacts'] }),
        ]),
      )
      .catch((error: unknown) => toast(error instanceof Error ? error.message : String(error), { tone: 'danger' }))
      .finally(() => setRemoving(null));
  };
  return (
    <>
      <Table>
        <thead>
          <tr>
            <Th>{l('who')}</Th>
            <Th>{l('reason')}</Th>
            <Th className="hidden md:table-cell">{l('source')}</Th>
            <Th right className="max-md:hidden">
              {l('since')}
            </Th>
            <Th>
              <span className="sr-only">{l('allow')}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={`${entry.kind} ${entry.subject}`} className="hover:bg-hover">
              <Td className="num h-10! max-md:py-2">
                <Subject entry={entry} name={nameOf(entry)} />
              </Td>
              <Td>
                <Badge tone={entry.reason === 'manual' ? 'neutral' : 'danger'}>{l(`reason_${entry.reason}`)}</Badge>
              </Td>
              <Td className="hidden max-w-0 truncate text-text-2 md:table-cell">
                {entry.note ??
                  (entry.source === 'operator' || entry.source === 'api'
                    ? l(`source_${entry.source}`)
                    : sourceText(entry.source))}
              </Td>
              <Td right className="num whitespace-nowrap max-md:hidden">
                {format.date(entry.createdAt)}
              </Td>
              <Td right className="w-10">
                {can('suppressions:write') && (
                  <IconButton
                    size="small"
                    label={l('remove', { name: nameOf(entry) })}
                    icon={<X aria-hidden />}
                    onClick={() => setRemoving(entry)}
                  />
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {removing && (
        <Confirm
          open
          title={l('remove_title', { name: nameOf(removing) })}
          action={l('allow')}
          onClose={() => setRemoving(null)}
          onConfirm={() => remove(removing)}
        >
          <p>{l('remove_text')}</p>
        </Confirm>
      )}
    </>
  );
}

/** The address, or the person themselves; beside an address whose it is. */
function Subject({ entry: { kind, subject, contact }, name }: { entry: Suppression; name: string }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2 wrap-anywhere">
      {kind === 'contact' ? (
        <Link to="/contacts/$id" params={{ id: subject }} className="link font-medium">
          {name}
        </Link>
      ) : (
        <span className={kind === 'hash' ? 'text-text-3' : 'font-medium'}>{name}</span>
      )}
      {kind !== 'contact' && contact && (
        <Link to="/contacts/$id" params={{ id: contact.id }} className="link">
          {contact.name}
        </Link>
      )}
    </span>
  );
}

function AddSuppression({ onClose }: { onClose: () => void }) {
  const l = useListTexts();
  const ui = useUiTexts();
  const form = useId();
  const client = useQueryClient();
  const [kind, setKind] = useState<'phone' | 'email'>('phone');
  const [subject, setSubject] = useState('');
  const [note, setNote] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (subject.trim() === '') return;
    api
      .post('/suppressions', { kind, subject: subject.trim(), note: note.trim() || null })
      .then(() => {
        void client.invalidateQueries({ queryKey: ['suppressions'] });
        void client.invalidateQueries({ queryKey: ['contacts'] });
        onClose();
      })
      .catch((failure: unknown) =>
        setError(failure instanceof ApiError ? (failure.errors[0]?.message ?? failure.message) : String(failure)),
      );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={l('add_title')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            disabledReason={subject.trim() === '' ? l(`subject_${kind}`) : null}
          >
            {l('add')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <span>
          <Segments
            label={l('kind')}
            value={kind}
            onChange={setKind}
            options={[
              { value: 'phone', label: l('kind_phone') },
              { value: 'email', label: l('kind_email') },
            ]}
          />
        </span>
        <Field label={l(`subject_${kind}`)} error={error}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              inputMode={kind === 'phone' ? 'tel' : 'email'}
              maxLength={254}
              value={subject}
              onChange={(event) => setSubject(event.target.value)}
            />
          )}
        </Field>
        <Field label={l('note')} optional={ui('optional')}>
          {(control) => (
            <Input {...control} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
