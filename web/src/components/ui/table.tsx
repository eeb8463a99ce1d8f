import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** A table of few rows. Long lists are virtualised: components/ui/virtual-list. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table {...rest} className={clsx('w-full border-separate border-spacing-0', className)} />;
}

export function Th({ className, right, ...rest }: ComponentProps<'th'> & { right?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        'h-8 border-b bg-surface px-2 text-12 font-medium whitespace-nowrap text-text-3 first:pl-0 last:pr-0',
        right ? 'text-right' : 'text-left',
        className,
      )}
    />
  );
}

export function Td({ className, right, ...rest }: ComponentProps<'td'> & { right?: boolean }) {
  return <td {...rest} className={clsx('h-8 border-b px-2 first:pl-0 last:pr-0', right && 'text-right', className)} />;
}
