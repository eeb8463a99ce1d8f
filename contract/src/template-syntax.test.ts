import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  longestTemplate,
  parseTemplate,
  renderTemplate,
  templateErrorText,
  templateVariables,
} from './template-syntax.ts';
import type { RenderContext, RenderTarget, TemplateValues } from './template-syntax.ts';

const noon: RenderContext = { language: 'ru', timeZone: 'Europe/Moscow', now: new Date('2026-03-05T09:07:03Z') };
const custom = new Map([
  ['size', 'text'],
  ['price', 'number'],
  ['visit', 'date'],
] as const);

function render(
  source: string,
  values: TemplateValues = {},
  context: Partial<RenderContext> = {},
  target?: RenderTarget,
) {
  const { tokens, errors } = parseTemplate(source);
  expect(errors).toEqual([]);
  return renderTemplate(tokens, values, { ...noon, ...context }, target);
}

const text = (...parameters: Parameters<typeof render>) => render(...parameters).text;
const codes = (source: string) => parseTemplate(source, custom).errors.map((error) => error.code);

describe('rendering', () => {
  test('TPL-3 puts values where the names stand', () => {
    const values = { firstName: 'Иван', company: 'Ромашка', custom: { size: 'XL' } };
    expect(text('{{firstName}} ({{ company }}): {{custom.size}}.', values)).toBe('Иван (Ромашка): XL.');
  });

  test('TPL-3 a fallback takes the place of a missing, null or blank value', () => {
    for (const firstName of [undefined, null, '', '  ']) {
      const values = firstName === undefined ? {} : { firstName };
      expect(render('Привет, {{firstName|друг}}!', values)).toEqual({ text: 'Привет, друг!', missing: [] });
    }
    expect(text('{{firstName|друг}}', { firstName: 'Анна' })).toBe('Анна');
    expect(text('[{{firstName|}}]')).toBe('[]');
    expect(text('{{firstName | дорогой|друг }}')).toBe('дорогой|друг');
  });

  test('TPL-3 names the variables that came out empty', () => {
    expect(render('{{firstName}}, {{custom.size}} {{city|там}}')).toEqual({
      text: ',  там',
      missing: ['firstName', 'custom.size'],
    });
  });

  test.each([
    ['{{date}}', 'ru', '05.03.2026'],
    ['{{date}}', 'en', '5 Mar 2026'],
    ['{{time}}', 'ru', '12:07'],
    ['{{date:d MMMM yyyy г., EEEE}}', 'ru', '5 марта 2026 г., четверг'],
    ['{{date:EEE d MMM yy}}', 'en', 'Thu 5 Mar 26'],
    ['{{date:dd.MM H:mm:ss}}', 'en', '05.03 12:07:03'],
    ['{{time:HH ч mm}}', 'ru', '12 ч 07'],
  ] as const)('TPL-3 %s in %s is %s', (source, language, expected) => {
    expect(text(source, {}, { language })).toBe(expected);
  });

  test('TPL-3 dates are those of the zone', () => {
    const now = new Date('2026-12-31T22:30:00Z');
    expect(text('{{date}} {{time}}', {}, { now, timeZone: 'Asia/Vladivostok' })).toBe('01.01.2027 08:30');
    expect(text('{{date}} {{time}}', {}, { now, timeZone: 'America/New_York' })).toBe('31.12.2026 17:30');
  });

  test.each([
    ['{{custom.price}}', 1234.5, 'ru', '1234,5'],
    ['{{custom.price}}', 1234.5, 'en', '1234.5'],
    ['{{custom.price:#,##0.00}}', 1234.5, 'en', '1,234.50'],
    ['{{custom.price:# ##0.00}}', '1234.5', 'ru', '1\u00a0234,50'],
    ['{{custom.price:0}}', '7,6', 'ru', '8'],
    ['{{custom.price:0.00}}', 'по запросу', 'ru', 'по запросу'],
    ['{{custom.visit}}', '2026-05-09', 'ru', '09.05.2026'],
    ['{{custom.visit:d MMMM}}', '2026-05-09', 'ru', '9 мая'],
    ['{{custom.visit:dd.MM HH:mm}}', '2026-05-09T21:30:00Z', 'ru', '10.05 00:30'],
    ['{{custom.visit:d MMMM}}', 'скоро', 'ru', 'скоро'],
    ['{{custom.vip}}', true, 'ru', 'да'],
    ['{{custom.colours}}', ['red', 'blue'], 'en', 'red, blue'],
    ['[{{custom.thing}}]', { a: 1 }, 'en', '[]'],
  ] as const)('TPL-3 %s of %j in %s is %s', (source, value, language, expected) => {
    const key = /custom\.(\w+)/.exec(source)?.[1] ?? '';
    expect(text(source, { custom: { [key]: value } }, { language })).toBe(expected);
  });

  test.each([
    ['{{lastName:upper}}', 'Ёлкин', 'ЁЛКИН'],
    ['{{lastName:lower}}', 'ПЕТРОВ', 'петров'],
    ['{{lastName:title}}', 'САЛТЫКОВ-ЩЕДРИН', 'Салтыков-Щедрин'],
    ['{{lastName:title}}', 'ван дер ваальс', 'Ван Дер Ваальс'],
    ['{{lastName:title}}', "o'neil", "O'neil"],
    ['{{lastName:upper|Клиент}}', '', 'Клиент'],
  ])('TPL-3 %s of %s is %s', (source, lastName, expected) => {
    expect(text(source, { lastName })).toBe(expected);
  });

  test("SEC-13 a contact's data is never read as template text", () => {
    const names = Object.keys(templateVariables).map((name) => `{{${name}}}`);
    const value = fc.array(fc.oneof(fc.constantFrom(...names, '{{', '}}', '|', ':', '{{custom.secret}}'), fc.string()));
    fc.assert(
      fc.property(value, value, (first, last) => {
        const [firstName, lastName] = [`x${first.join('')}`, `x${last.join('')}`];
        const rendered = text('{{firstName}}-{{lastName}}', { firstName, lastName, custom: { secret: 'leaked' } });
        expect(rendered).toBe(`${firstName}-${lastName}`);
      }),
    );
  });

  test('SEC-13 nothing of the object prototype can be named or shown', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(codes(`{{${name}}}`)).toEqual(['variable_unknown']);
      expect(render(`[{{custom.${name}}}]`, { custom: {} }).text).toBe('[]');
    }
  });

  test('SEC-20 values are escaped inside HTML, the template itself is not', () => {
    const values = { firstName: `<img src=x onerror="alert('1')">&` };
    expect(text('<b>{{firstName}}</b>', values, {}, 'html')).toBe(
      '<b>&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;</b>',
    );
  });

  test('SEC-16 a value brings no line break into a subject', () => {
    const values = { firstName: 'Eve\r\nBcc: all@example.com\u2028' };
    expect(text('Hi {{firstName}}', values, {}, 'line')).toBe('Hi Eve Bcc: all@example.com ');
  });
});

describe('parsing', () => {
  test('TPL-3 tokens have their positions and together are the source', () => {
    const { tokens } = parseTemplate('Привет, {{firstName|друг}}!\nЖдём: {{date}}');
    expect(tokens.map((token) => [token.kind, token.offset, token.length, token.line, token.column])).toEqual([
      ['text', 0, 8, 1, 1],
      ['variable', 8, 18, 1, 9],
      ['text', 26, 8, 1, 27],
      ['variable', 34, 8, 2, 7],
    ]);
    expect(tokens[1]).toMatchObject({ name: 'firstName', format: null, fallback: 'друг' });
  });

  test('any text parses without throwing, and without errors its tokens cover it in order', () => {
    const part = fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '|',
      ':',
      '\n',
      '\r\n',
      ' ',
      'firstName',
      'custom.size',
      'upper',
      'дата',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const source = parts.join('');
        const { tokens, errors } = parseTemplate(source);
        for (const { offset, line, column } of [...tokens, ...errors]) {
          const before = source.slice(0, offset).split('\n');
          expect([line, column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
        }
        if (errors.length > 0) return;
        let at = 0;
        for (const token of tokens) {
          expect(token.offset).toBe(at);
          if (token.kind === 'text') expect(source.slice(at, at + token.length)).toBe(token.text);
          else expect(source.slice(at, at + token.length)).toMatch(/^\{\{[^\n]*\}\}$/);
          at += token.length;
        }
        expect(at).toBe(source.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['{{frstName}}', '{{firstName}}'],
    ['{{first name}}', '{{firstName}}'],
    ['{{FIRST_NAME}}', '{{firstName}}'],
    ['{{имя}}', '{{firstName}}'],
    ['{{Телефон}}', '{{phone}}'],
    ['{{size}}', '{{custom.size}}'],
    ['{{custom.sise}}', '{{custom.size}}'],
    ['{{{email}}}', '{{email}}'],
    ['{{somethingElse}}', null],
  ])('TPL-3 an unknown %s is named, with the nearest known name %s', (source, suggestion) => {
    const { errors } = parseTemplate(`Так: ${source}`, custom);
    expect(errors).toMatchObject([{ code: 'variable_unknown', offset: 5, line: 1, column: 6, suggestion }]);
  });

  test.each([
    ['{{}}', ['variable_unnamed']],
    ['{{ |друг}}', ['variable_unnamed']],
    ['Привет, {{firstName', ['braces_unclosed']],
    ['Привет, {{firstName}', ['braces_unclosed']],
    ['{{firstName\n}}', ['braces_unclosed']],
    ['{{firstName, {{lastName}}', ['braces_unclosed']],
    ['{{firstName|{{lastName}}}}', ['braces_nested']],
    ['{firstName}', ['braces_single']],
    ['{firstName}}', ['braces_single']],
    ['{{date:dd.QQ}}', ['format_unknown']],
    ['{{firstName:}}', ['format_unknown']],
    ['{{firstName:Upper}}', ['format_unknown']],
    ['{{firstName:dd.MM}}', ['format_unsuitable']],
    ['{{custom.size:0.00}}', ['format_unsuitable']],
    ['{{custom.price:upper}}', ['format_unsuitable']],
    ['{{custom.price:0.00}} {{custom.visit:d MMMM}} {{custom.size:upper}}', []],
    ['.a{color:red} @media print{.b{margin:0}} {"a":{"b":1}}', []],
  ])('TPL-3 %s has the errors %j', (source, expected) => {
    expect(codes(source)).toEqual(expected);
  });

  test('TPL-3 all errors are reported at once, each in its place', () => {
    const { errors } = parseTemplate('{{nmae}} {{date:x}}\n{{firstName}} {{\n{{}}');
    expect(errors.map((error) => [error.code, error.line, error.column])).toEqual([
      ['variable_unknown', 1, 1],
      ['format_unknown', 1, 10],
      ['braces_unclosed', 2, 15],
      ['variable_unnamed', 3, 1],
    ]);
  });

  test('a custom variable is checked against the attributes when they are given', () => {
    expect(codes('{{custom.colour}}')).toEqual(['variable_unknown']);
    expect(parseTemplate('{{custom.colour}} {{custom.размер}}').errors).toEqual([]);
    expect(parseTemplate('{{custom.}} {{custom.a b}}').errors.map((error) => error.code)).toEqual([
      'variable_unknown',
      'variable_unknown',
    ]);
  });

  test('an error reads as a sentence in both languages', () => {
    const [error] = parseTemplate('{{frstName}}').errors;
    expect(error && templateErrorText(error, 'en')).toBe(
      'There is no variable “frstName”. Perhaps you meant {{firstName}}',
    );
    expect(error && templateErrorText(error, 'ru')).toBe(
      'Переменной «frstName» нет. Возможно, имелось в виду {{firstName}}',
    );
  });

  test('SEC-13 a hostile template is refused, or has a bounded list of errors', () => {
    expect(parseTemplate('x'.repeat(longestTemplate + 1)).errors).toMatchObject([{ code: 'template_too_long' }]);
    for (const part of ['{{', '}}', '{', '{ ', '{{a', '{{a}}', '{{a\n']) {
      const { errors } = parseTemplate(part.repeat(longestTemplate / part.length));
      expect(errors.length).toBeLessThanOrEqual(100);
    }
  });
});
