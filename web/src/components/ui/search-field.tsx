import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ActionId } from '#lib/actions';
import { useActions } from '#lib/shortcuts';
import { useDebounced } from '#lib/use-debounced';
import { Input } from './input.tsx';
import { Kbd } from './kbd.tsx';

const typingMilliseconds = 200;

/** Of a list: searches while one types, follows what changes elsewhere, and leaves by Escape. */
export function SearchField({
  text,
  onChange,
  label,
  placeholder = label,
  action,
  className = 'w-full md:w-72',
}: {
  /** What the list is searched for now; the address keeps it. */
  text: string;
  /** Called once typing has stopped, without spaces around. */
  onChange: (text: string) => void;
  label: string;
  placeholder?: string;
  /** What gets here by the keyboard. */
  action?: ActionId;
  className?: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const wanted = useDebounced(typed.trim(), typingMilliseconds);
  const told = useRef(text);
  useEffect(() => {
    // While the pause runs, what was typed last is still on its way.
    if (wanted === told.current || wanted !== typed.trim()) return;
    told.current = wanted;
    onChange(wanted);
  }, [wanted, typed, onChange]);
  // Emptied from elsewhere: by clearing the filters, or by going back.
  useEffect(() => {
    if (text === told.current) return;
    told.current = text;
    setTyped(text);
  }, [text]);
  useActions(action ? [{ id: action, run: () => input.current?.focus() }] : []);
  return (
    <div className={clsx('relative', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2 text-text-3" />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        maxLength={100}
        className={clsx('truncate pl-8!', action && 'md:pr-8!')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      {action && typed === '' && (
        <span className="pointer-events-none absolute top-[7px] right-2 hidden md:inline">
          <Kbd keys={action} />
        </span>
      )}
    </div>
  );
}
