import type { z } from 'zod';
import type { FieldFault } from '../errors.ts';

type Issue = z.core.$ZodIssue;
type Text = Pick<FieldFault, 'rule' | 'en' | 'ru'>;

/**
 * The faults of a request in both languages, each with the path of its field.
 * A schema's own rule says `refine(…, { message: 'In English', params: { rule: 'snake_case', ru: 'По-русски' } })`.
 */
export function fieldFaults(issues: readonly Issue[], prefix: string): FieldFault[] {
  return issues.flatMap((issue) => {
    const path = [...(prefix ? [prefix] : []), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), ...unknownField }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return fieldFaults(closest(issue.errors), path.join('.'));
    }
    return [{ path: path.join('.'), ...textOf(issue) }];
  });
}

const unknownField: Text = { rule: 'unknown_field', en: 'There is no such field.', ru: 'Такого поля нет.' };
const required: Text = { rule: 'required', en: 'Fill this in.', ru: 'Заполните это поле.' };

/** Of the alternatives of a union, the one the writer most likely meant: with the fewest faults, none in what tells them apart. */
function closest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const weight = (issues: readonly Issue[]): number =>
    issues.reduce((sum, issue) => sum + (issue.code === 'invalid_value' && issue.values.length === 1 ? 100 : 1), 0);
  return alternatives.toSorted((one, two) => weight(one) - weight(two))[0]!;
}

function textOf(issue: Issue): Text {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? required : expected(issue.expected);
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true);
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive ?? true);
    case 'invalid_format':
      return (
        formats[issue.format] ?? {
          rule: 'wrong_format',
          en: 'This is not in the expected form.',
          ru: 'Неверный формат.',
        }
      );
    case 'invalid_value':
      return issue.input === undefined ? required : oneOf(issue.values.map(String));
    case 'invalid_union':
      return oneOf(((issue as { options?: unknown[] }).options ?? []).map(String));
    case 'not_multiple_of':
      return {
        rule: 'wrong_step',
        en: `Give a multiple of ${issue.divisor}.`,
        ru: `Нужно число, кратное ${issue.divisor}.`,
      };
    case 'custom':
      return customText(issue);
    default:
      return { rule: 'not_valid', en: 'This value is not accepted.', ru: 'Это значение не подходит.' };
  }
}

function customText(issue: Extract<Issue, { code: 'custom' }>): Text {
  const rule = issue.params?.['rule'];
  const ru = issue.params?.['ru'];
  const known = typeof rule === 'string' && typeof ru === 'string';
  return known ? { rule, en: issue.message, ru } : { rule: 'not_valid', en: issue.message, ru: issue.message };
}

function oneOf(values: readonly string[]): Text {
  const list = values.join(', ');
  return { rule: 'not_in_list', en: `Choose one of: ${list}.`, ru: `Выберите одно из: ${list}.` };
}

function expected(type: string): Text {
  const [en, ru] = types[type] ?? [type, type];
  return { rule: 'wrong_type', en: `Expected ${en}.`, ru: `Ожидается ${ru}.` };
}

function tooSmall(origin: string, minimum: number, inclusive: boolean): Text {
  if (origin === 'string' && minimum === 1) return required;
  const least = inclusive ? minimum : `${minimum} (exclusive)`;
  if (origin === 'string') {
    return {
      rule: 'too_short',
      en: `At least ${plural(minimum, 'character')}.`,
      ru: `Не меньше ${characters(minimum)}.`,
    };
  }
  if (origin === 'array' || origin === 'set') {
    return { rule: 'too_few', en: `Give at least ${minimum}.`, ru: `Нужно не меньше ${minimum}.` };
  }
  return {
    rule: 'too_small',
    en: `At least ${least}.`,
    ru: inclusive ? `Не меньше ${minimum}.` : `Больше ${minimum}.`,
  };
}

function tooBig(origin: string, maximum: number, inclusive: boolean): Text {
  const most = inclusive ? maximum : `${maximum} (exclusive)`;
  if (origin === 'string') {
    return {
      rule: 'too_long',
      en: `At most ${plural(maximum, 'character')}.`,
      ru: `Не больше ${characters(maximum)}.`,
    };
  }
  if (origin === 'array' || origin === 'set') {
    return { rule: 'too_many', en: `At most ${maximum}.`, ru: `Не больше ${maximum}.` };
  }
  return { rule: 'too_big', en: `At most ${most}.`, ru: inclusive ? `Не больше ${maximum}.` : `Меньше ${maximum}.` };
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const russian = new Intl.PluralRules('ru');
const characters = (count: number): string => `${count} ${russian.select(count) === 'one' ? 'символа' : 'символов'}`;

const types: Record<string, readonly [en: string, ru: string]> = {
  string: ['text', 'текст'],
  number: ['a number', 'число'],
  int: ['a whole number', 'целое число'],
  boolean: ['true or false', 'true или false'],
  array: ['a list', 'список'],
  object: ['an object', 'объект'],
  record: ['an object', 'объект'],
  null: ['nothing (null)', 'пустое значение (null)'],
};

const formats: Record<string, Text> = {
  email: { rule: 'email_not_valid', en: 'This is not an e-mail address.', ru: 'Это не адрес электронной почты.' },
  uuid: { rule: 'id_not_valid', en: 'This is not an id.', ru: 'Это не идентификатор.' },
  datetime: {
    rule: 'time_not_valid',
    en: 'Give a time like 2026-11-21T09:30:00Z.',
    ru: 'Нужно время вида 2026-11-21T09:30:00Z.',
  },
  date: { rule: 'date_not_valid', en: 'Give a date like 2026-11-21.', ru: 'Нужна дата вида 2026-11-21.' },
  url: { rule: 'address_not_valid', en: 'This is not a web address.', ru: 'Это не веб-адрес.' },
};
