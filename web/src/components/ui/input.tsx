import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

export const fieldLook =
  'rounded-6 border border-border bg-surface text-13 focus-visible:border-focus focus-visible:outline-offset-0 aria-invalid:border-danger-solid disabled:border-border-soft disabled:text-text-3';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx('h-8 w-full min-w-0 px-2 read-only:bg-surface-2', fieldLook, className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      className={clsx('w-full min-w-0 px-2 py-1.5 leading-msg read-only:bg-surface-2', fieldLook, className)}
    />
  );
}
