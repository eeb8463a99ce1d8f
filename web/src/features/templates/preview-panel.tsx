import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { UserSearch } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '#lib/format';
import { useMe } from '#lib/me';
import { useDebounced } from '#lib/use-debounced';
import { IconButton } from '#ui/button';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import { PersonPicker } from '#ui/person-picker';
import { PhonePreview, PreviewPager } from '#ui/phone-preview';
import { Segments } from '#ui/tabs';
import { useEditorTexts } from './editor-texts.ts';
import { LengthCounter } from './length-counter.tsx';
import { PartCounter } from './part-counter.tsx';
import { peopleQuery, previewQuery, useFoundPeople } from './template-queries.ts';
import type { TemplateDraft } from './use-local-draft.ts';
import { useVariables } from './use-variables.ts';

const networks = ['sms', 'telegram', 'whatsapp', 'email'] as const satisfies readonly Network[];

/** The message as a chosen real person reads it, and what it takes as SMS. */
export function PreviewPanel({ draft, hasFaults }: { draft: TemplateDraft; hasFaults: boolean }) {
  const e = useEditorTexts();
  const format = useFormat();
  const { organization } = useMe();
  const [network, setNetwork] = useState<Network | null>(null);
  const shownNetwork = network ?? (draft.target === 'universal' ? 'sms' : (draft.target as Network));
  const people = usePeople();
  const text = useDebounced(draft.text, 250);
  const preview = useQuery({
    ...previewQuery(text, people.shown?.id ?? null),
    // The faults are those of the text that is there, not of the one that is still waited with.
    enabled: text.trim() !== '' && text === draft.text && !hasFaults && people.isReady,
    placeholderData: keepPreviousData,
  });
  const message = text.trim() === '' ? undefined : preview.data?.previews[0];
  const item = message?.items[0];
  const name = people.shown?.displayName;
  const shownText = hasFaults ? draft.text : (item?.text ?? '');
  return (
    <aside
      aria-label={name ? e('preview', { name }) : e('preview_sample')}
      className="flex flex-col gap-3 border-t bg-surface-2 p-4 lg:overflow-y-auto lg:border-t-0 lg:border-l"
    >
      <div className="flex items-center justify-between gap-2">
        <h2 className="min-w-0 truncate font-semibold">{e('preview_sample')}</h2>
        <Segments
          label={e('network')}
          value={shownNetwork}
          onChange={setNetwork}
          options={networks.map((value) => ({
            value,
            name: networkName(value),
            label: <ChannelGlyph network={value} decorative />,
          }))}
        />
      </div>
      <div>
        <PhonePreview
          network={shownNetwork}
          sender={organization.name}
          subtitle={e(`subtitle_${shownNetwork}`)}
          day={e('today')}
          time={format.time(Date.now())}
          spans={hasFaults ? [] : (item?.spans ?? [])}
          empty={hasFaults ? e('mend_first') : e('text_missing')}
        />
        {people.shown && (
          <div className="flex items-end gap-1">
            <div className="min-w-0 flex-1">
              <PreviewPager
                label={
                  people.index === null
                    ? people.shown.displayName
                    : e('preview_of', {
                        name: people.shown.displayName,
                        index: people.index + 1,
                        total: people.all.length,
                      })
                }
                previous={e('previous')}
                next={e('next')}
                onMove={people.move}
              />
            </div>
            <PersonPicker
              label={e('choose_person')}
              trigger={<IconButton label={e('choose_person')} icon={<UserSearch aria-hidden />} size="small" />}
              usePeople={useFoundPeople}
              onChoose={people.choose}
            />
          </div>
        )}
        {people.isReady && !people.shown && <p className="mt-2 text-12 text-text-3">{e('sample_person')}</p>}
      </div>
      {item && item.emptyVariables.length > 0 && <EmptyVariables names={item.emptyVariables} />}
      {shownNetwork === 'sms' ? (
        <PartCounter text={shownText} />
      ) : (
        <LengthCounter text={shownText} network={shownNetwork} />
      )}
    </aside>
  );
}

interface Shown {
  readonly id: string;
  readonly displayName: string;
}

/** Twenty of the newest contacts to go through, or one that was looked for. */
function usePeople() {
  const people = useQuery(peopleQuery(''));
  const [index, setIndex] = useState(0);
  const [chosen, setChosen] = useState<Shown | null>(null);
  const all: readonly Shown[] = people.data?.data ?? [];
  return {
    all,
    isReady: !people.isPending,
    shown: chosen ?? all[index],
    index: chosen ? null : index,
    choose: setChosen,
    move: (step: 1 | -1): void => {
      setChosen(null);
      if (all.length > 0) setIndex((index + step + all.length) % all.length);
    },
  };
}

function EmptyVariables({ names }: { names: readonly string[] }) {
  const e = useEditorTexts();
  const format = useFormat();
  const variables = useVariables();
  const labels = names.map((name) => variables.find((variable) => variable.name === name)?.label ?? name);
  return (
    <p role="status" className="rounded-6 bg-warning-soft px-2 py-1 text-12">
      {e('empty_for', { variables: format.list(labels) })}
    </p>
  );
}
