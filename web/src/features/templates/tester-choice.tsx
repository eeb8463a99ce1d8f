import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import type { ContactSummary } from '@parley/contract/contacts';
import type { Tester } from '@parley/contract/templates';
import { Plus, X } from 'lucide-react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { Button, IconButton } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { PersonPicker } from '#ui/person-picker';
import { useEditorTexts } from './editor-texts.ts';
import { testersQuery, useFoundPeople } from './template-queries.ts';

/** A bot reaches only those who have started it; a telephone network, those with a number. */
export function isReached({ phone, knownTo }: Tester, { id, network }: Pick<Channel, 'id' | 'network'>): boolean {
  return network === 'sms' ? phone !== null : knownTo.includes(id);
}

/** To whom: any of the testers whom the channel reaches, and anybody else who is made one. */
export function TesterChoice({
  testers,
  channel,
  chosen,
  onChange,
}: {
  testers: readonly Tester[];
  channel: Pick<Channel, 'id' | 'network'> | null;
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const e = useEditorTexts();
  const can = useCan();
  const client = useQueryClient();
  const settle = (): void => void client.invalidateQueries({ queryKey: testersQuery.queryKey });
  const without = (id: string): readonly string[] => chosen.filter((one) => one !== id);
  const add = useMutation({
    mutationFn: (person: ContactSummary) => api.post<Tester>('/testers', { contactId: person.id }),
    onSuccess: ({ contactId }) => onChange([...without(contactId), contactId]),
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: (contactId: string) => api.delete(`/testers/${contactId}`),
    onSuccess: (_answer, contactId) => onChange(without(contactId)),
    onSettled: settle,
  });
  return (
    <fieldset>
      <legend className="mb-1 text-12 font-medium text-text-2">{e('test_to')}</legend>
      {testers.length === 0 && <p className="mb-2 text-text-2">{e('testers_none')}</p>}
      <ul>
        {testers.map((tester) => (
          <li key={tester.contactId} className="flex min-h-8 items-center gap-2">
            <span className="min-w-0 flex-1">
              <Line
                tester={tester}
                channel={channel}
                checked={chosen.includes(tester.contactId)}
                onChange={(checked) => onChange(checked ? [...chosen, tester.contactId] : without(tester.contactId))}
              />
            </span>
            {can('templates:write') && (
              <IconButton
                label={e('remove_tester', { name: tester.displayName })}
                icon={<X aria-hidden />}
                size="small"
                onClick={() => remove.mutate(tester.contactId)}
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
          usePeople={useFoundPeople}
          onChoose={(person) => add.mutate(person)}
        />
      )}
    </fieldset>
  );
}

function Line({
  tester,
  channel,
  checked,
  onChange,
}: {
  tester: Tester;
  channel: Pick<Channel, 'id' | 'network'> | null;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const e = useEditorTexts();
  const format = useFormat();
  const can = channel === null || isReached(tester, channel);
  const note = can
    ? channel?.network === 'telegram'
      ? null
      : tester.phone && format.phone(tester.phone)
    : e(channel.network === 'sms' ? 'tester_no_phone' : 'tester_not_started');
  return (
    <Checkbox
      label={
        <>
          {tester.displayName} <span className="num text-12 text-text-3">{note}</span>
        </>
      }
      checked={checked && can}
      disabled={!can}
      onChange={onChange}
    />
  );
}
