import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ContactSummary } from '@parley/contract/contacts';
import type { Tester, TestSend } from '@parley/contract/templates';
import { CheckCircle2, CircleAlert, Clock, Plus, Send, X } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useEvents } from '#lib/realtime';
import { useUiTexts } from '#lib/ui-texts';
import { Button, IconButton } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Select } from '#ui/select';
import { Notice } from '#ui/states';
import { useEditorTexts } from './editor-texts.ts';
import { PersonPicker } from './person-picker.tsx';
import { smsChannelsQuery, testersQuery } from './template-queries.ts';

const waitingMilliseconds = 1_000;

/** Sends what stands in the editor to somebody of ours, and shows what becomes of it. */
export function TestDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const e = useEditorTexts();
  const ui = useUiTexts();
  const testers = useQuery(testersQuery);
  const channels = useQuery(smsChannelsQuery);
  const [testerId, setTesterId] = useState<string | null>(null);
  const [channelId, setChannelId] = useState<string | null>(null);
  const all = testers.data?.data ?? [];
  const able = (channels.data?.data ?? []).filter(({ pausedAt, state }) => pausedAt === null && state === 'connected');
  const tester = testerId ?? (all.length === 1 ? all[0]!.contactId : null);
  const channel = channelId ?? (able.length === 1 ? able[0]!.id : null);
  const send = useMutation({
    mutationFn: () =>
      api.post<TestSend>('/test-sends', {
        items: [{ kind: 'text', text }],
        channelId: channel,
        testerId: tester,
      }),
  });
  const why =
    channels.data && able.length === 0
      ? e('no_channels')
      : tester === null
        ? e('choose_tester')
        : channel === null
          ? e('choose_channel')
          : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={e('test_title')}
      description={e('test_text')}
      footer={
        <>
          <Button onClick={onClose}>{ui('close')}</Button>
          <Button
            variant="primary"
            icon={<Send aria-hidden />}
            busy={send.isPending}
            disabledReason={why}
            onClick={() => send.mutate()}
          >
            {e('send')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Testers testers={all} chosen={tester} onChoose={setTesterId} />
        <Field label={e('test_channel')} error={channels.data && able.length === 0 ? e('no_channels') : null}>
          {(control) => (
            <Select
              {...control}
              value={channel}
              onChange={setChannelId}
              placeholder={e('choose_channel')}
              options={able.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
        {send.isError && (
          <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
            {send.error.message}
          </Notice>
        )}
        {send.data && <Fate key={send.data.id} sent={send.data} />}
      </div>
    </Dialog>
  );
}

function Testers({
  testers,
  chosen,
  onChoose,
}: {
  testers: readonly Tester[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
}) {
  const e = useEditorTexts();
  const can = useCan();
  const format = useFormat();
  const client = useQueryClient();
  const settle = (): void => void client.invalidateQueries({ queryKey: testersQuery.queryKey });
  const add = useMutation({
    mutationFn: (person: ContactSummary) => api.post<Tester>('/testers', { contactId: person.id }),
    onSuccess: ({ contactId }) => onChoose(contactId),
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: (contactId: string) => api.delete(`/testers/${contactId}`),
    onSuccess: () => onChoose(null),
    onSettled: settle,
  });
  return (
    <fieldset>
      <legend className="mb-1 text-12 font-medium text-text-2">{e('test_to')}</legend>
      {testers.length === 0 && <p className="mb-2 text-text-2">{e('testers_none')}</p>}
      <ul>
        {testers.map(({ contactId, displayName, phone }) => (
          <li key={contactId} className="flex min-h-8 items-center gap-2">
            <label className="flex min-w-0 flex-1 items-center gap-2">
              <input
                type="radio"
                name="tester"
                className="size-4 accent-accent"
                checked={chosen === contactId}
                onChange={() => onChoose(contactId)}
              />
              <span className="truncate">{displayName}</span>
              <span className="num text-12 text-text-3">{phone && format.phone(phone)}</span>
            </label>
            {can('templates:write') && (
              <IconButton
                label={e('remove_tester', { name: displayName })}
                icon={<X aria-hidden />}
                size="small"
                onClick={() => remove.mutate(contactId)}
              />
            )}
          </li>
        ))}
      </ul>
      {can('templates:write') && (
        <PersonPicker
          label={e('add_tester')}
          trigger={
            <Button variant="ghost" size="small" className="-ml-2" icon={<Plus aria-hidden />}>
              {e('add_tester')}
            </Button>
          }
          onChoose={(person) => add.mutate(person)}
        />
      )}
    </fieldset>
  );
}

const final = new Set(['delivered', 'read', 'failed', 'expired', 'skipped', 'cancelled']);

/** Follows a test until nothing more is to be learnt of it. */
function Fate({ sent }: { sent: TestSend }) {
  const e = useEditorTexts();
  const fate = useQuery({
    queryKey: ['test-sends', sent.id],
    queryFn: () => api.get<TestSend>(`/test-sends/${sent.id}`),
    initialData: sent,
    refetchInterval: (query) => (final.has(query.state.data?.state ?? '') ? false : waitingMilliseconds),
  });
  useEvents(['message.state_changed'], ({ payload }) => {
    if (payload.messageId === sent.id) void fate.refetch();
  });
  const { state, reason } = fate.data;
  if (state === 'queued' || state === 'submitting' || state === 'accepted') {
    return (
      <Notice tone="info" icon={<Clock aria-hidden />}>
        {e(`test_${state}`)}
      </Notice>
    );
  }
  if (state === 'delivered' || state === 'read') {
    return (
      <Notice tone="success" icon={<CheckCircle2 aria-hidden />}>
        {e(`test_${state}`)}
      </Notice>
    );
  }
  return (
    <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
      {e('test_failed', { reason: (reason ?? state).replaceAll('_', ' ') })}
    </Notice>
  );
}
