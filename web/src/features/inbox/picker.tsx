import { clsx } from 'clsx';
import { Check, Search } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Kbd } from '#ui/kbd';

export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: ReactNode;
  readonly checked?: boolean;
  readonly onChoose: () => void;
  /** The picker stays for the next choice. */
  readonly stays?: boolean;
}

/** One of a list, by typing: arrows move, Enter takes, Escape leaves. Digits take the first nine while nothing is typed. */
export function Picker({
  title,
  placeholder,
  empty,
  text,
  onText,
  choices,
  onClose,
}: {
  title: string;
  placeholder: string;
  empty: string;
  text: string;
  onText: (text: string) => void;
  choices: readonly Choice[];
  onClose: () => void;
}) {
  const id = useId();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => setActive(0), [text]);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active]);
  const choose = (choice: Choice | undefined): void => {
    if (!choice) return;
    choice.onChoose();
    if (!choice.stays) onClose();
  };
  const move = (by: number): void =>
    setActive((at) => (choices.length === 0 ? 0 : (at + by + choices.length) % choices.length));
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay/35" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[10dvh] z-40 overflow-hidden rounded-12 bg-surface shadow-overlay enter-popover md:inset-x-auto md:left-1/2 md:w-[440px] md:-translate-x-1/2"
        >
          <Radix.Title className="px-4 pt-3 text-12 font-medium text-text-3">{title}</Radix.Title>
          <div className="flex h-11 items-center gap-2 border-b px-4">
            <Search aria-hidden className="text-text-3" />
            <input
              role="combobox"
              aria-expanded
              aria-controls={id}
              aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
              aria-label={title}
              value={text}
              placeholder={placeholder}
              onChange={(event) => onText(event.target.value)}
              onKeyDown={(event) => {
                const digit = text === '' && !event.altKey && !event.ctrlKey ? /^Digit([1-9])$/.exec(event.code) : null;
                if (event.key === 'ArrowDown') move(1);
                else if (event.key === 'ArrowUp') move(-1);
                else if (event.key === 'Enter') choose(choices[active]);
                else if (digit && choices[Number(digit[1]) - 1]) choose(choices[Number(digit[1]) - 1]);
                else return;
                event.preventDefault();
              }}
              className="h-full flex-1 bg-transparent text-14 outline-none focus-visible:outline-none"
            />
          </div>
          <ul ref={list} id={id} role="listbox" aria-label={title} className="max-h-[50dvh] overflow-y-auto p-2">
            {choices.map((choice, index) => (
              <li
                key={choice.key}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseMove={() => setActive(index)}
                onClick={() => choose(choice)}
                className={clsx(
                  'flex min-h-8 cursor-pointer items-center gap-2 rounded-6 px-2',
                  index === active && 'bg-hover',
                )}
              >
                {choice.icon}
                <span className="min-w-0 flex-1 truncate">{choice.label}</span>
                {choice.checked && <Check aria-hidden className="text-accent-text" />}
                {choice.hint && <span className="num text-12 text-text-3">{choice.hint}</span>}
                {text === '' && index < 9 && <Kbd keys={`Digit${index + 1}`} />}
              </li>
            ))}
          </ul>
          {choices.length === 0 && <p className="px-4 pb-4 text-text-3">{empty}</p>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
