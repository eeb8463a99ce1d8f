import { clsx } from 'clsx';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { useFormat } from '#lib/format';

/** Views of one page, each with its address. */
export function LinkTabs({
  label,
  tabs,
  className,
}: {
  label: string;
  tabs: readonly { key: string; label: ReactNode; count?: number | null; active: boolean; link: LinkProps }[];
  className?: string;
}) {
  const format = useFormat();
  const nav = useRef<HTMLElement>(null);
  const current = tabs.find(({ active }) => active)?.key;
  // On a phone the row is wider than the page: the open one is in sight.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav ref={nav} aria-label={label} className={clsx('flex h-10 shrink-0 gap-4 overflow-x-auto border-b', className)}>
      {tabs.map(({ key, label: text, count, active, link }) => (
        <Link
          key={key}
          {...link}
          aria-current={active ? 'page' : undefined}
          className={clsx(
            '-mb-px inline-flex shrink-0 items-center gap-1.5 border-b-2 font-medium whitespace-nowrap',
            active ? 'border-accent text-text' : 'border-transparent text-text-2 hover:text-text',
          )}
        >
          {text}
          {count !== undefined && count !== null && (
            <span className="num font-regular text-text-3">{format.number(count)}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

/** One of a few, at once. */
export function Segments<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode; name?: string }[];
}) {
  return (
    <div role="group" aria-label={label} className="inline-flex gap-0.5 rounded-6 bg-neutral-soft p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-label={option.name}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="inline-flex h-6 items-center gap-1.5 rounded-4 px-2 font-medium text-text-2 aria-pressed:bg-surface aria-pressed:text-text"
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
