import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import type { TemplateTarget, TestSend } from '@parley/contract/templates';
import { CircleAlert, Send } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { networkName } from '#ui/channel-glyph';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Select } from '#ui/select';
import { Notice } from '#ui/states';
import { useEditorTexts } from './editor-texts.ts';
import { channelsQuery, testersQuery } from './template-queries.ts';
import { TestFate } from './test-fate.tsx';
import { isReached, TesterChoice } from './tester-choice.tsx';

/** Sends what stands in the editor to some of ours, over any network it can go to, and shows what becomes of it. */
export function TestDialog({ text, target, onClose }: { text: string; target: TemplateTarget; onClose: () => void }) {
  const e = useEditorTexts();
  const ui = useUiTexts();
  const client = useQueryClient();
  const testers = useQuery(testersQuery);
  const channels = useQuery(channelsQuery);
  const [testerIds, setTesterIds] = useState<readonly string[] | null>(null);
  const [channelId, setChannelId] = useState<string | null>(null);
  const all = testers.data?.data ?? [];
  const last = testers.data?.last;
  const able = (channels.data?.data ?? []).filter((channel) => mayCarry(channel, target));
  const channel =
    able.find(({ id }) => id === channelId) ??
    able.find(({ id }) => id === last?.channelId) ??
    (able.length === 1 ? able[0]! : null);
  const chosen = testerIds ?? last?.testerIds ?? (all.length === 1 ? [all[0]!.contactId] : []);
  const reached = all.filter((one) => chosen.includes(one.contactId) && (channel === null || isReached(one, channel)));
  const send = useMutation({
    mutationFn: () =>
      api.post<{ data: TestSend[] }>('/test-sends', {
        items: [{ kind: 'text', text }],
        channelId: channel?.id,
        testerIds: reached.map(({ contactId }) => contactId),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: testersQuery.queryKey }),
  });
  const noChannel = channels.data && able.length === 0 ? e('no_channels') : null;
  const why = noChannel ?? (channel === null ? e('choose_channel') : reached.length === 0 ? e('choose_tester') : null);
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
            {reached.length > 1 ? e('send_count', { count: reached.length }) : e('send')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={e('test_channel')} error={noChannel}>
          {(control) => (
            <Select
              {...control}
              value={channel?.id ?? null}
              onChange={setChannelId}
              placeholder={e('choose_channel')}
              options={able.map(({ id, name, network }) => ({ value: id, label: name, hint: networkName(network) }))}
            />
          )}
        </Field>
        <TesterChoice testers={all} channel={channel} chosen={chosen} onChange={setTesterIds} />
        {send.isError && (
          <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
            {send.error.message}
          </Notice>
        )}
        {send.data && (
          <ul className="flex flex-col gap-1">
            {send.data.data.map((sent) => (
              <li key={sent.id}>
                <TestFate sent={sent} name={all.find((one) => one.contactId === sent.testerId)?.displayName ?? ''} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

/** Whether a text for this network can go out by the channel now. */
function mayCarry({ network, state, pausedAt }: Channel, target: TemplateTarget): boolean {
  const isFit = target === 'universal' || target === network;
  return isFit && pausedAt === null && state === 'connected';
}
