import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { ApiError } from './api.ts';

export interface Submit {
  readonly onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  /** What is wrong with this field, in words. */
  readonly errorOf: (path: string) => string | undefined;
  /** What is wrong and belongs to no field of the form. */
  readonly failure: ApiError | null;
  /** The person changes the field: what was said about it no longer holds. */
  readonly clear: (path: string) => void;
}

/**
 * Sends a form: once at a time, what was typed stays, the first field that was refused gets the focus. `fields` are the
 * paths that have a place of their own; a code may mean a field: `{ email_taken: 'email' }`.
 */
export function useSubmit(
  fields: readonly string[],
  send: () => Promise<void>,
  codes: Readonly<Record<string, string>> = {},
): Submit {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<ApiError | null>(null);
  const running = useRef(false);
  const refused = useRef<HTMLFormElement | null>(null);

  // Once the faults stand beside their fields.
  useEffect(() => {
    refused.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    refused.current = null;
  }, [errors]);

  const run = async (form: HTMLFormElement): Promise<void> => {
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await send();
      setErrors({});
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const found = errorsOf(error, fields, codes);
      refused.current = form;
      setErrors(found);
      setFailure(Object.keys(found).length > 0 ? null : error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return {
    onSubmit: (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!running.current) void run(event.currentTarget);
    },
    busy,
    errorOf: (path) => errors[path],
    failure,
    clear: (path) => {
      setFailure(null);
      if (path in errors) setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => name !== path)));
    },
  };
}

function errorsOf(
  error: ApiError,
  fields: readonly string[],
  codes: Readonly<Record<string, string>>,
): Record<string, string> {
  const meant = codes[error.code];
  if (meant) return { [meant]: error.message };
  const known = error.errors.filter(({ path }) => fields.includes(path));
  return Object.fromEntries(known.toReversed().map(({ path, message }) => [path, message]));
}
