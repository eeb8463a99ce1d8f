import { clsx } from 'clsx';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useEditorTexts } from './editor-texts.ts';
import type { Variable } from './use-variables.ts';

/** Below the braces that were typed. The keys stay with the text. */
export function VariableList({
  id,
  variables,
  active,
  onChoose,
  anchor: { field, at },
}: {
  id: string;
  variables: readonly Variable[];
  active: number;
  onChoose: (variable: Variable) => void;
  anchor: { field: RefObject<HTMLTextAreaElement | null>; at: number };
}) {
  const e = useEditorTexts();
  const list = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState({ top: 0, left: 0 });
  useLayoutEffect(() => {
    if (field.current) setPlace(placeOf(field.current, at));
  }, [field, at]);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which React would take for the way to clean up.
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <ul
      ref={list}
      id={id}
      role="listbox"
      // It scrolls, and what scrolls can be reached by keys; Tab itself chooses while the text has the focus.
      tabIndex={0}
      aria-label={e('variables')}
      className="absolute z-30 max-h-64 w-72 max-w-[calc(100%-16px)] overflow-y-auto rounded-8 border border-border-soft bg-surface p-1 shadow-overlay enter-popover"
      style={place}
    >
      {variables.map((variable, index) => (
        <li
          key={variable.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // The text keeps the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(variable);
          }}
          className={clsx(
            'flex min-h-7 cursor-pointer items-center justify-between gap-3 rounded-6 px-2',
            index === active ? 'bg-hover' : 'hover:bg-hover',
          )}
        >
          <span className="truncate">{variable.label}</span>
          <span className="truncate text-12 text-text-3">{variable.hint}</span>
        </li>
      ))}
    </ul>
  );
}

/** Where a character stands, by the highlighted copy under the text. */
function placeOf(field: HTMLTextAreaElement, at: number): { top: number; left: number } {
  const copy = field.previousElementSibling;
  const box = field.getBoundingClientRect();
  if (!copy) return { top: 0, left: 0 };
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) {
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left);
      const { bottom, left: x } = range.getBoundingClientRect();
      return { top: bottom - box.top + 4, left: Math.max(4, Math.min(x - box.left, box.width - 296)) };
    }
    left -= length;
  }
  return { top: box.height, left: 4 };
}
