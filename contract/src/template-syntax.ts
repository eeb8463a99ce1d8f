/**
 * Template texts: `Здравствуйте, {{firstName|друг}}! Ждём вас {{custom.visit:d MMMM}}.`
 *
 *     {{ name [: format] [| fallback] }}
 *
 * There is no logic in it and nothing to evaluate: a text becomes a flat list of tokens once, and rendering puts values
 * between them. A value is never looked at as template text, whatever it contains. Runs in the server and in browsers.
 */
import type { Language } from './errors.ts';
import {
  defaultDate,
  defaultTime,
  formatDate,
  formatExamples,
  formatValue,
  parseFormat,
  wallTime,
} from './template-format.ts';
import type { TemplateFormat, VariableKind } from './template-format.ts';
import { nearestName } from './nearest-name.ts';

/** Built-in names. Attributes of the organization's own are `custom.` and their key. */
export const templateVariables = {
  firstName: 'text',
  lastName: 'text',
  middleName: 'text',
  fullName: 'text',
  phone: 'text',
  email: 'text',
  company: 'text',
  city: 'text',
  agentName: 'text',
  date: 'date',
  time: 'date',
} as const satisfies Record<string, VariableKind>;

export type TemplateVariable = keyof typeof templateVariables;

/** Where something stands in the source: `offset` and `length` in UTF-16 code units, `line` and `column` from 1. */
export interface TemplatePosition {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

export interface TextToken extends TemplatePosition {
  readonly kind: 'text';
  readonly text: string;
}

export interface VariableToken extends TemplatePosition {
  readonly kind: 'variable';
  /** `firstName`, `custom.size` */
  readonly name: TemplateVariable | `custom.${string}`;
  readonly format: TemplateFormat | null;
  /** What stands in for a missing value. Null: nothing was given. */
  readonly fallback: string | null;
}

export type TemplateToken = TextToken | VariableToken;

export type TemplateErrorCode = keyof typeof errorTexts;

export interface TemplateError extends TemplatePosition {
  readonly code: TemplateErrorCode;
  /** What was written there: the name or the format. */
  readonly found: string;
  /** What was probably meant. Null: nothing comes near. */
  readonly suggestion: string | null;
}

export interface ParsedTemplate {
  /** Together they cover the source exactly, if there are no errors. */
  readonly tokens: readonly TemplateToken[];
  /** All of them, by position; of very many the first hundred. */
  readonly errors: readonly TemplateError[];
}

const errorTexts = {
  variable_unknown: { en: 'There is no variable “{found}”.', ru: 'Переменной «{found}» нет.' },
  variable_unnamed: { en: 'The variable has no name.', ru: 'У переменной нет имени.' },
  format_unknown: { en: 'There is no format “{found}”.', ru: 'Формата «{found}» нет.' },
  format_unsuitable: {
    en: 'The format “{found}” does not suit this variable.',
    ru: 'Формат «{found}» не подходит этой переменной.',
  },
  braces_unclosed: {
    en: 'The variable is not closed with }} on its line.',
    ru: 'Переменная не закрыта скобками }} на своей строке.',
  },
  braces_nested: { en: 'A variable cannot stand inside another one.', ru: 'Переменная не может стоять внутри другой.' },
  braces_single: {
    en: 'A variable takes two braces on either side.',
    ru: 'У переменной должно быть по две скобки с каждой стороны.',
  },
  template_too_long: { en: 'The text is too long.', ru: 'Текст слишком длинный.' },
} as const satisfies Record<string, Record<Language, string>>;

/** Long enough for any HTML letter. */
export const longestTemplate = 500_000;
const mostErrors = 100;
const longestName = 80;

/** Words that people write for a variable because that is what its column is called. */
const otherNames: Readonly<Partial<Record<string, TemplateVariable>>> = {
  name: 'firstName',
  surname: 'lastName',
  patronymic: 'middleName',
  имя: 'firstName',
  фамилия: 'lastName',
  отчество: 'middleName',
  фио: 'fullName',
  телефон: 'phone',
  почта: 'email',
  компания: 'company',
  город: 'city',
  дата: 'date',
  время: 'time',
};

/**
 * @param custom the organization's attributes, key → kind. Without it every well-formed `custom.` name is accepted, which
 *   is right for a text that was checked when it was saved.
 */
export function parseTemplate(source: string, custom: ReadonlyMap<string, VariableKind> | null = null): ParsedTemplate {
  const parser = new TemplateParser(source, custom);
  return parser.parse();
}

/** What the variables of one message stand for. What is null, blank or absent is missing, and the fallback takes its place. */
export type TemplateValues = {
  readonly [name in Exclude<TemplateVariable, 'date' | 'time'>]?: string | null;
} & {
  /** By key, as they are stored: texts, numbers, booleans, lists, ISO dates. */
  readonly custom?: Readonly<Record<string, unknown>>;
};

export interface RenderContext {
  readonly language: Language;
  /** IANA name of the zone in which dates and times are said. */
  readonly timeZone: string;
  readonly now: Date;
}

/** `html`: values become text inside HTML. `line`: their line breaks become spaces, for a subject or another header. */
export type RenderTarget = 'text' | 'html' | 'line';

export interface RenderedTemplate {
  readonly text: string;
  /** Names of the variables that had neither a value nor a fallback. */
  readonly missing: readonly string[];
}

const nothingMissing: readonly string[] = [];

export function renderTemplate(
  tokens: readonly TemplateToken[],
  values: TemplateValues,
  context: RenderContext,
  target: RenderTarget = 'text',
): RenderedTemplate {
  let text = '';
  let missing: string[] | null = null;
  for (const token of tokens) {
    if (token.kind === 'text') {
      text += token.text;
      continue;
    }
    const value = valueOf(token, values, context);
    if (value.trim() !== '') {
      text += target === 'text' ? value : safeIn(target, value);
    } else if (token.fallback !== null) {
      text += token.fallback;
    } else {
      missing ??= [];
      missing.push(token.name);
    }
  }
  return { text, missing: missing ?? nothingMissing };
}

function valueOf({ name, format }: VariableToken, values: TemplateValues, context: RenderContext): string {
  const { language, timeZone } = context;
  if (name === 'date' || name === 'time') {
    const dateFormat = format?.kind === 'date' ? format : name === 'date' ? defaultDate[language] : defaultTime;
    return formatDate(wallTime(context.now, timeZone), dateFormat, language);
  }
  if (isBuiltIn(name)) {
    const value = values[name] ?? '';
    return format ? formatValue(value, format, language, timeZone) : value;
  }
  const key = name.slice('custom.'.length);
  const value = values.custom && Object.hasOwn(values.custom, key) ? values.custom[key] : null;
  return formatValue(value, format, language, timeZone);
}

function safeIn(target: 'html' | 'line', value: string): string {
  if (target === 'line') return value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One sentence for a person, with the suggestion if there is one. */
export function templateErrorText(error: TemplateError, language: Language): string {
  const text = errorTexts[error.code][language].replace('{found}', () => error.found);
  if (error.suggestion === null) return text;
  return `${text} ${language === 'ru' ? 'Возможно, имелось в виду' : 'Perhaps you meant'} ${error.suggestion}`;
}

class TemplateParser {
  private readonly source: string;
  private readonly custom: ReadonlyMap<string, VariableKind> | null;
  private readonly variables: VariableToken[] = [];
  private readonly errors: TemplateError[] = [];
  private readonly lineStarts: number[] = [0];

  constructor(source: string, custom: ReadonlyMap<string, VariableKind> | null) {
    this.source = source;
    this.custom = custom;
  }

  parse(): ParsedTemplate {
    if (this.source.length > longestTemplate) {
      this.fail('template_too_long', longestTemplate, this.source.length, '', null);
      return { tokens: [], errors: this.errors };
    }
    for (const lineEnd of this.source.matchAll(/\n/g)) this.lineStarts.push(lineEnd.index + 1);
    for (const [line, start] of this.lineStarts.entries()) {
      this.readLine(start, this.lineStarts[line + 1] ?? this.source.length);
      if (this.errors.length >= mostErrors) break;
    }
    this.variables.sort((a, b) => a.offset - b.offset);
    this.errors.sort((a, b) => a.offset - b.offset);
    return { tokens: this.withTexts(), errors: this.errors.slice(0, mostErrors) };
  }

  /** Pairs the braces of one line: a variable does not go over a line end, so a forgotten brace spoils no other line. */
  private readLine(from: number, to: number): void {
    const line = this.source.slice(from, to);
    const open: number[] = [];
    let inner: [number, number][] = [];
    for (const { 0: braces, index } of line.matchAll(/\{\{|\}\}/g)) {
      if (braces === '{{') {
        open.push(from + index);
        continue;
      }
      const start = open.pop();
      if (start === undefined) continue;
      const end = from + index + 2;
      if (open.length > 0) {
        inner.push([start, end]);
      } else if (inner.length > 0) {
        for (const [innerStart, innerEnd] of inner) this.fail('braces_nested', innerStart, innerEnd, '', null);
        inner = [];
      } else {
        this.readVariable(start, end);
      }
    }
    for (const start of open) this.fail('braces_unclosed', start, start + 2, '', null);
    for (const [start, end] of inner) this.readVariable(start, end);
    this.findSingleBraces(from, line);
  }

  /** `{firstName}` and `{firstName}}` are slips; other single braces are text, as in the style sheet of an HTML letter. */
  private findSingleBraces(from: number, line: string): void {
    for (const { 0: whole, 1: name = '', index } of line.matchAll(/(?<!\{)\{\s*([^\s{}|:]{1,80})\s*\}{1,2}/g)) {
      if (this.kindOf(name)) this.fail('braces_single', from + index, from + index + whole.length, name, `{{${name}}}`);
    }
  }

  private readVariable(start: number, end: number): void {
    const content = this.source.slice(start + 2, end - 2);
    const [head = ''] = content.split('|', 1);
    const fallback = head.length < content.length ? content.slice(head.length + 1).trim() : null;
    const [written = ''] = head.split(':', 1);
    const name = written.trim();
    const formatText = written.length < head.length ? head.slice(written.length + 1).trim() : null;
    const kind = this.kindOf(name);
    if (!isVariableName(name) || !kind) {
      if (name === '') this.fail('variable_unnamed', start, end, '', null);
      else this.fail('variable_unknown', start, end, name, this.suggest(name));
      return;
    }
    const format = formatText === null ? null : parseFormat(formatText);
    if (formatText !== null && !format) {
      const example = formatExamples[kind === 'any' ? 'text' : kind].join(', ');
      this.fail('format_unknown', start, end, formatText, example);
    } else if (format && kind !== 'any' && format.kind !== kind) {
      this.fail('format_unsuitable', start, end, formatText ?? '', formatExamples[kind].join(', '));
    } else {
      this.variables.push({ kind: 'variable', name, format, fallback, ...this.position(start, end) });
    }
  }

  /** Null: there is no such variable. `any`: an attribute whose kind is not known here. */
  private kindOf(name: string): VariableKind | 'any' | null {
    if (isBuiltIn(name)) return templateVariables[name];
    if (!name.startsWith('custom.')) return null;
    const key = name.slice('custom.'.length);
    if (this.custom) return this.custom.get(key) ?? null;
    return /^[\p{L}\p{N}_-]{1,64}$/u.test(key) ? 'any' : null;
  }

  private suggest(name: string): string | null {
    const written = name.slice(0, longestName);
    const word = written.toLowerCase();
    const other = Object.hasOwn(otherNames, word) ? otherNames[word] : undefined;
    const keys = [...(this.custom?.keys() ?? [])];
    const nearest =
      other ?? nearestName(written, [...Object.keys(templateVariables), ...keys.map((key) => `custom.${key}`)]);
    if (nearest) return `{{${nearest}}}`;
    const key = nearestName(written, keys);
    return key === null ? null : `{{custom.${key}}}`;
  }

  private withTexts(): TemplateToken[] {
    const tokens: TemplateToken[] = [];
    let at = 0;
    for (const variable of this.variables) {
      this.addText(tokens, at, variable.offset);
      tokens.push(variable);
      at = variable.offset + variable.length;
    }
    this.addText(tokens, at, this.source.length);
    return tokens;
  }

  private addText(tokens: TemplateToken[], from: number, to: number): void {
    if (from < to) tokens.push({ kind: 'text', text: this.source.slice(from, to), ...this.position(from, to) });
  }

  private fail(code: TemplateErrorCode, from: number, to: number, found: string, suggestion: string | null): void {
    this.errors.push({ code, ...this.position(from, to), found: found.slice(0, longestName), suggestion });
  }

  private position(from: number, to: number): TemplatePosition {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= from) low = middle;
      else high = middle;
    }
    return { offset: from, length: to - from, line: low + 1, column: from - (this.lineStarts[low] ?? 0) + 1 };
  }
}

function isBuiltIn(name: string): name is TemplateVariable {
  return Object.hasOwn(templateVariables, name);
}

function isVariableName(name: string): name is VariableToken['name'] {
  return isBuiltIn(name) || name.startsWith('custom.');
}
