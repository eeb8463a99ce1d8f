import { useState, type ReactElement } from 'react';
import { useFormat } from '#lib/format';
import { useDebounced } from '#lib/use-debounced';
import { useUiTexts } from '#lib/ui-texts';
import { Input } from './input.tsx';
import { Popover } from './popover.tsx';

export interface Findable {
  readonly id: string;
  readonly displayName: string;
  readonly phone: string | null;
}

const typingMilliseconds = 250;

/** Finds somebody by name or phone. `usePeople` asks for those who fit; null while nobody looks. */
export function PersonPicker<Person extends Findable>({
  label,
  trigger,
  usePeople,
  onChoose,
}: {
  label: string;
  trigger: ReactElement<object>;
  usePeople: (search: string | null) => readonly Person[] | undefined;
  onChoose: (person: Person) => void;
}) {
  const t = useUiTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), typingMilliseconds);
  const found = usePeople(open ? search : null);
  return (
    <Popover label={label} open={open} onOpenChange={setOpen} className="w-72 p-2" trigger={trigger}>
      <Input
        autoFocus
        type="search"
        aria-label={t('find_person')}
        placeholder={t('find_person')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className="mt-2 max-h-64 overflow-y-auto">
        {found?.length === 0 && <li className="px-2 py-1 text-text-3">{t('nobody_found')}</li>}
        {found?.map((person) => (
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
