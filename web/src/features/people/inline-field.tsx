import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { ApiError } from '#lib/api';
import { Button } from '#ui/button';
import { Input, Textarea } from '#ui/input';
import { useContactTexts } from './contact-texts.ts';

const savedMilliseconds = 2_000;

interface InlineFieldProps {
  readonly label: string;
  readonly value: string;
  /** How the value reads when it is not as it is written. */
  readonly shown?: string;
  readonly type?: 'text' | 'date' | 'url';
  readonly long?: boolean;
  readonly readOnly?: boolean;
  readonly onSave: (value: string) => Promise<void>;
  /** Saves over what a colleague wrote. */
  readonly onOverwrite: (value: string) => Promise<void>;
}

/**
 * A value that is changed where it stands: Enter and Tab save, Escape takes back. `onSave` rejects with what the server
 * says; `theirs` is then the value that a colleague has written meanwhile.
 */
export function InlineField(props: InlineFieldProps) {
  const { label, value, shown, type = 'text', long, readOnly, onSave, onOverwrite } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [state, setState] = useState<'idle' | 'saving' | 'saved'>('idle');
  const [error, setError] = useState<unknown>(null);
  /** What stood there when the writing began: what a colleague wrote since has not been seen beneath the draft. */
  const seen = useRef(value);
  const button = useRef<HTMLButtonElement>(null);
  /** By a key: then the value gets the focus back, once it stands there again. */
  const isLeaving = useRef(false);
  useEffect(() => {
    if (draft !== null || !isLeaving.current) return;
    isLeaving.current = false;
    button.current?.focus();
  }, [draft]);
  useEffect(() => {
    if (state !== 'saved') return;
    const timer = setTimeout(() => setState('idle'), savedMilliseconds);
    return () => clearTimeout(timer);
  }, [state]);
  const close = (): void => {
    setDraft(null);
    setError(null);
  };
  const save = async (write: (value: string) => Promise<void>): Promise<void> => {
    if (draft === null) return;
    if (draft.trim() === value) return close();
    if (write === onSave && seen.current !== value) return setError(changedMeanwhile);
    setState('saving');
    try {
      await write(draft.trim());
      close();
      setState('saved');
    } catch (failure) {
      setError(failure);
      setState('idle');
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      close();
      isLeaving.current = true;
    } else if (event.key === 'Enter' && (!long || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      isLeaving.current = true;
      void save(onSave);
    }
  };
  const control = {
    id,
    autoFocus: true,
    value: draft ?? '',
    'aria-describedby': error ? `${id}-error` : undefined,
    'aria-invalid': error ? (true as const) : undefined,
    onKeyDown,
    onBlur: () => {
      if (!error) void save(onSave);
    },
  };
  return (
    <div className="grid min-h-8 grid-cols-[128px_minmax(0,1fr)] items-start gap-2">
      <label htmlFor={id} className="truncate pt-1.5 text-text-3">
        {label}
      </label>
      <div className="min-w-0">
        {draft === null ? (
          <Shown
            id={id}
            ref={button}
            label={label}
            text={shown ?? value}
            readOnly={readOnly ?? false}
            isSaved={state === 'saved'}
            onEdit={() => {
              seen.current = value;
              setDraft(value);
            }}
          />
        ) : long ? (
          <Textarea {...control} rows={4} className="-ml-2" onChange={(event) => setDraft(event.target.value)} />
        ) : (
          <Input {...control} type={type} className="-ml-2" onChange={(event) => setDraft(event.target.value)} />
        )}
        {error !== null && (
          <Refusal
            id={`${id}-error`}
            error={error}
            theirs={shown ?? value}
            onOverwrite={() => void save(onOverwrite)}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}

function Shown({
  id,
  label,
  text,
  readOnly,
  isSaved,
  onEdit,
  ref,
}: {
  id: string;
  label: string;
  text: string;
  readOnly: boolean;
  isSaved: boolean;
  onEdit: () => void;
  ref: Ref<HTMLButtonElement>;
}) {
  const t = useContactTexts();
  return (
    <span className="flex items-center gap-1">
      <button
        ref={ref}
        id={id}
        type="button"
        aria-label={readOnly ? `${label}: ${text}` : `${t('edit_field', { name: label })}: ${text || t('empty')}`}
        aria-disabled={readOnly || undefined}
        onClick={() => !readOnly && onEdit()}
        className={clsx(
          '-ml-2 min-h-8 min-w-0 flex-1 rounded-6 px-2 py-1.5 text-left break-words whitespace-pre-line',
          !readOnly && 'hover:bg-hover',
          text === '' && 'text-text-3',
        )}
      >
        {text || (readOnly ? '' : t('empty'))}
      </button>
      <span role="status" className="w-4">
        {isSaved && <Check aria-label={t('saved')} className="text-success" />}
      </span>
    </span>
  );
}

function Refusal({
  id,
  error,
  theirs,
  onOverwrite,
  onClose,
}: {
  id: string;
  error: unknown;
  theirs: string;
  onOverwrite: () => void;
  onClose: () => void;
}) {
  const t = useContactTexts();
  const isConflict = isConflictOf(error);
  const conflict = theirs === '' ? t('conflict_empty') : t('conflict', { value: theirs });
  return (
    <div id={id} role="alert" className="pt-1 text-12 text-danger">
      {isConflict ? conflict : messageOf(error)}
      {isConflict && (
        <span className="flex gap-1 pt-1">
          <Button size="small" onClick={onOverwrite}>
            {t('keep_mine')}
          </Button>
          <Button size="small" variant="ghost" onClick={onClose}>
            {t('take_theirs')}
          </Button>
        </span>
      )}
    </div>
  );
}

/** Told by an event, before the server had to refuse anything. */
const changedMeanwhile = Symbol('changed meanwhile');

function isConflictOf(error: unknown): boolean {
  return error === changedMeanwhile || (error instanceof ApiError && error.code === 'contact_changed');
}

/** Of a refused field, what is wrong with it. */
function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.errors[0]?.message ?? error.message;
  return String(error);
}
