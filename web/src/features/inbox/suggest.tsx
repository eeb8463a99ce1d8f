import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';

export interface Suggestion {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

/** Choices for what is being typed, above the text field; the field keeps the focus. */
export function Suggest({
  id,
  label,
  items,
  active,
  empty,
  onChoose,
}: {
  id: string;
  label: string;
  items: readonly Suggestion[];
  active: number;
  empty: string;
  onChoose: (index: number) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="absolute inset-x-0 bottom-full z-20 mb-1 max-h-72 overflow-y-auto rounded-8 border border-border-soft bg-surface p-1 shadow-overlay enter-popover">
      {items.length === 0 && <p className="px-2 py-2 text-text-3">{empty}</p>}
      <ul ref={list} id={id} role="listbox" aria-label={label}>
        {items.map((item, index) => (
          <li
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // The text field must not lose the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(index);
            }}
            className={clsx('flex min-h-8 cursor-pointer flex-col rounded-6 px-2 py-1', index === active && 'bg-hover')}
          >
            <span className="truncate font-medium">{item.label}</span>
            {item.hint && <span className="truncate text-12 text-text-3">{item.hint}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
