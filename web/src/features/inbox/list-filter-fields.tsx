import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Select } from '#ui/select';
import type { ListHeaderProps } from './list-header.tsx';
import { useTexts } from './texts.ts';

const any = 'any';

/** Whose conversations are shown, and of which kind. */
export function ListFilterFields({
  search,
  onSearch,
  known: { channels, labels, members },
}: Pick<ListHeaderProps, 'search' | 'onSearch' | 'known'>) {
  const t = useTexts();
  const ui = useUiTexts();
  const { channel, label, assignee } = search;
  const isOn = channel !== undefined || label !== undefined || assignee !== undefined;
  const set = (name: 'channel' | 'label' | 'assignee') => (value: string) => {
    const { [name]: _old, ...rest } = search;
    onSearch(value === any ? rest : { ...rest, [name]: value });
  };
  const anyone = { value: any, label: t('filter_any') };
  return (
    <>
      <Field label={t('filter_channel')}>
        {(control) => (
          <Select
            {...control}
            value={channel ?? any}
            onChange={set('channel')}
            options={[anyone, ...channels.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
      </Field>
      <Field label={t('filter_label')}>
        {(control) => (
          <Select
            {...control}
            value={label ?? any}
            onChange={set('label')}
            options={[anyone, ...labels.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
      </Field>
      <Field label={t('filter_assignee')}>
        {(control) => (
          <Select
            {...control}
            value={assignee ?? any}
            onChange={set('assignee')}
            options={[
              anyone,
              { value: 'none', label: t('filter_nobody') },
              ...members.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
      {isOn && (
        <Button
          onClick={() => {
            const { channel: _channel, label: _label, assignee: _assignee, ...rest } = search;
            onSearch(rest);
          }}
        >
          {ui('clear_filters')}
        </Button>
      )}
    </>
  );
}
