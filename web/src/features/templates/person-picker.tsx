import { useQuery } from '@tanstack/react-query';
import type { ContactSummary } from '@parley/contract/contacts';
import { useState, type ReactElement } from 'react';
import { useFormat } from '#lib/format';
import { useDebounced } from '#lib/use-debounced';
import { Input } from '#ui/input';
import { Popover } from '#ui/popover';
import { useEditorTexts } from './editor-texts.ts';
import { peopleQuery } from './template-queries.ts';

/** Finds one of the contacts by name or phone. */
export function PersonPicker({
  label,
  trigger,
  onChoose,
}: {
  label: string;
  trigger: ReactElement;
  onChoose: (person: ContactSummary) => void;
}) {
  const e = useEditorTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), 250);
  const people = useQuery({ ...peopleQuery(search), enabled: open });
  const found = people.data?.data ?? [];
  return (
    <Popover label={label} open={open} onOpenChange={setOpen} className="w-72 p-2" trigger={trigger}>
      <Input
        autoFocus
        type="search"
        aria-label={e('find_person')}
        placeholder={e('find_person')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className="mt-2 max-h-64 overflow-y-auto">
        {people.data && found.length === 0 && <li className="px-2 py-1 text-text-3">{e('nobody_found')}</li>}
        {found.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              onClick={() => {
                setOpen(false);
                onChoose(person);
              }}
              className="flex min-h-8 w-full items-center justify-between gap-2 rounded-6 px-2 text-left hover:bg-hover"
            >
              <span className="truncate">{person.displayName}</span>
              <span className="num shrink-0 text-12 text-text-3">{person.phone && format.phone(person.phone)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
