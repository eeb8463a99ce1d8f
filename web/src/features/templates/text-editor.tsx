import {
  parseTemplate,
  templateErrorText,
  type ParsedTemplate,
  type TemplateError,
} from '@parley/contract/template-syntax';
import { clsx } from 'clsx';
import { Braces, CircleAlert } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useLanguage } from '#lib/i18n';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { useEditorTexts } from './editor-texts.ts';
import { insertVariable, piecesOf, typedVariable, variableAt, withFallback } from './highlight.ts';
import { VariableList } from './variable-list.tsx';
import { useVariables, type Variable } from './use-variables.ts';

// The textarea lies over its own highlighted copy: both must break lines alike.
const metrics =
  'px-3 py-2 text-14 leading-msg font-sans whitespace-pre-wrap wrap-anywhere tracking-normal tabular-nums';
const looks = {
  plain: '',
  variable: 'rounded-4 bg-accent-soft text-accent-text',
  fault: 'rounded-4 bg-danger-soft text-danger underline decoration-wavy decoration-1',
} as const;

/** The text of a template: variables and faults are marked where they stand, and `{{` offers what there is. */
export function TextEditor({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (next: string) => void;
  error: string | null;
}) {
  const e = useEditorTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const picker = usePicker(value, caret, (text, at) => {
    onChange(text);
    next.current = at;
  });
  const next = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (next.current === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(next.current, next.current);
    setCaret(next.current);
    next.current = null;
  }, [value]);
  const parsed = parseTemplate(value);
  const follow = (): void => setCaret(field.current?.selectionStart ?? 0);
  return (
    <div className="flex flex-col gap-2">
      <Field label={e('text')} hint={e('text_hint')} error={error}>
        {(control) => (
          <div className="relative rounded-6 border border-border bg-surface focus-within:border-focus focus-within:outline-2 focus-within:outline-focus">
            <Highlighted value={value} parsed={parsed} />
            <textarea
              {...control}
              ref={field}
              spellCheck
              value={value}
              aria-autocomplete="list"
              {...(picker.isOpen && {
                'aria-controls': picker.listId,
                'aria-activedescendant': `${picker.listId}-${picker.active}`,
              })}
              onChange={(event) => {
                onChange(event.target.value);
                setCaret(event.target.selectionStart);
                picker.reopen();
              }}
              onSelect={follow}
              onBlur={picker.close}
              onKeyDown={picker.onKeyDown}
              className={clsx(
                'absolute inset-0 size-full resize-none overflow-hidden bg-transparent text-transparent caret-text outline-none',
                metrics,
              )}
            />
            {picker.isOpen && (
              <VariableList
                id={picker.listId}
                variables={picker.offered}
                active={picker.active}
                onChoose={picker.choose}
                anchor={{ field, at: picker.from }}
              />
            )}
          </div>
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="small"
          icon={<Braces aria-hidden />}
          onClick={() => {
            const at = field.current?.selectionStart ?? value.length;
            next.current = at + 2;
            onChange(`${value.slice(0, at)}{{${value.slice(at)}`);
            picker.reopen();
          }}
        >
          {e('insert')}
        </Button>
        <Fallback value={value} caret={caret} onChange={onChange} />
      </div>
      <Faults
        errors={parsed.errors}
        onGo={({ offset, length }) => {
          field.current?.focus();
          field.current?.setSelectionRange(offset, offset + length);
        }}
        onReplace={({ offset, length, suggestion }) => {
          next.current = offset + suggestion!.length;
          onChange(value.slice(0, offset) + suggestion + value.slice(offset + length));
        }}
      />
    </div>
  );
}

/** The copy under the text. Its last, empty line has a height only with something in it. */
function Highlighted({ value, parsed }: { value: string; parsed: ParsedTemplate }) {
  return (
    <div aria-hidden className={clsx('pointer-events-none min-h-44', metrics)}>
      {piecesOf(value, parsed).map((piece, index) => (
        <span key={index} className={looks[piece.look]}>
          {piece.text}
        </span>
      ))}
      {'\u200b'}
    </div>
  );
}

/** What is offered while a variable is being typed, and the keys that choose from it. */
function usePicker(value: string, caret: number, onInsert: (text: string, caret: number) => void) {
  const listId = useId();
  const variables = useVariables();
  const [active, setActive] = useState(0);
  const [isClosed, setClosed] = useState(true);
  const typed = typedVariable(value, caret);
  const word = typed?.word.toLowerCase() ?? '';
  const offered = variables.filter(
    ({ name, label }) => name.toLowerCase().includes(word) || label.toLowerCase().includes(word),
  );
  const isOpen = typed !== null && !isClosed && offered.length > 0;
  useEffect(() => setActive(0), [word]);
  const choose = (variable: Variable): void => {
    if (!typed) return;
    const { text, caret: at } = insertVariable(value, { from: typed.from, to: caret }, variable.name);
    setClosed(true);
    onInsert(text, at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + offered.length) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(offered[active]!);
    else if (event.key === 'Escape') setClosed(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    listId,
    offered,
    active,
    isOpen,
    from: typed?.from ?? 0,
    choose,
    onKeyDown,
    reopen: () => setClosed(false),
    close: () => setClosed(true),
  };
}

/** For the variable at the caret: what to write when a person has nothing for it. */
function Fallback({ value, caret, onChange }: { value: string; caret: number; onChange: (next: string) => void }) {
  const e = useEditorTexts();
  const variables = useVariables();
  const token = variableAt(value, caret);
  if (!token || token.name === 'date' || token.name === 'time') return null;
  const label = variables.find(({ name }) => name === token.name)?.label ?? token.name;
  return (
    <label className="flex min-w-0 flex-wrap items-center gap-2 text-12 text-text-2">
      {e('fallback', { name: label })}
      <Input
        className="h-7 w-40"
        placeholder={e('fallback_hint')}
        value={token.fallback ?? ''}
        onChange={(event) => onChange(withFallback(value, token, event.target.value))}
      />
    </label>
  );
}

/** Of a text with more of them, the first are mended first; all are marked where they stand. */
const mostFaults = 5;

function Faults({
  errors,
  onGo,
  onReplace,
}: {
  errors: readonly TemplateError[];
  onGo: (error: TemplateError) => void;
  onReplace: (error: TemplateError) => void;
}) {
  const e = useEditorTexts();
  const reader = useLanguage();
  if (errors.length === 0) return null;
  return (
    <div role="status">
      <ul aria-label={e('faults', { count: errors.length })} className="flex flex-col gap-1">
        {errors.slice(0, mostFaults).map((error) => (
          <li
            key={`${error.offset} ${error.code}`}
            className="flex flex-wrap items-center gap-x-2 rounded-6 bg-danger-soft px-2 py-1"
          >
            <CircleAlert aria-hidden className="text-danger" />
            <button type="button" className="num min-h-6 text-text-2 opens" onClick={() => onGo(error)}>
              {e('place', { line: error.line, column: error.column })}
            </button>
            <span>{templateErrorText({ ...error, suggestion: null }, reader)}</span>
            {error.suggestion?.startsWith('{{') && (
              <button type="button" className="link min-h-6" onClick={() => onReplace(error)}>
                {e('replace_with', { suggestion: error.suggestion })}
              </button>
            )}
          </li>
        ))}
        {errors.length > mostFaults && (
          <li className="px-2 text-12 text-text-3">{e('more_faults', { count: errors.length - mostFaults })}</li>
        )}
      </ul>
    </div>
  );
}
