import { z } from 'zod';
import { expect, test } from 'vitest';
import { fieldFaults } from './field-faults.ts';

function faultsOf(schema: z.ZodType, value: unknown): unknown {
  const { error } = schema.safeParse(value, { reportInput: true });
  return fieldFaults(error?.issues ?? [], '');
}

const person = z.strictObject({
  name: z.string().min(1).max(21),
  email: z.email(),
  age: z.number().int().min(18),
  kind: z.enum(['one', 'two']),
  phones: z.array(z.strictObject({ phone: z.string() })).max(1),
});

test('each fault has its path, its rule and a text in both languages', () => {
  expect(
    faultsOf(person, {
      name: 'x'.repeat(22),
      email: 'x',
      age: 1.5,
      kind: 'three',
      phones: [{ phone: 1 }],
      colour: 'red',
    }),
  ).toEqual([
    { path: 'name', rule: 'too_long', en: 'At most 21 characters.', ru: 'Не больше 21 символа.' },
    {
      path: 'email',
      rule: 'email_not_valid',
      en: 'This is not an e-mail address.',
      ru: 'Это не адрес электронной почты.',
    },
    { path: 'age', rule: 'wrong_type', en: 'Expected a whole number.', ru: 'Ожидается целое число.' },
    { path: 'kind', rule: 'not_in_list', en: 'Choose one of: one, two.', ru: 'Выберите одно из: one, two.' },
    { path: 'phones.0.phone', rule: 'wrong_type', en: 'Expected text.', ru: 'Ожидается текст.' },
    { path: 'colour', rule: 'unknown_field', en: 'There is no such field.', ru: 'Такого поля нет.' },
  ]);
});

test('what is missing or empty is asked for', () => {
  const faults = faultsOf(person, { name: '', phones: [{}] }) as { path: string; rule: string }[];
  expect(faults.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
    'name required',
    'email required',
    'age required',
    'kind required',
    'phones.0.phone required',
  ]);
});

test('of a union, the alternative that was meant is explained', () => {
  const union = z.union([
    z.strictObject({ type: z.literal('text'), text: z.string() }),
    z.strictObject({ type: z.literal('file'), fileId: z.uuid() }),
  ]);
  expect(faultsOf(z.object({ item: union }), { item: { type: 'file', fileId: 'x' } })).toMatchObject([
    { path: 'item.fileId', rule: 'id_not_valid' },
  ]);
  const discriminated = z.discriminatedUnion('type', [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('file') }),
  ]);
  expect(faultsOf(discriminated, { type: 'song' })).toMatchObject([
    { path: 'type', rule: 'not_in_list', en: 'Choose one of: text, file.' },
  ]);
});

test('a schema’s own rule speaks both languages', () => {
  const even = z.number().refine((number) => number % 2 === 0, {
    message: 'Even, please.',
    params: { rule: 'odd', ru: 'Чётное, пожалуйста.' },
  });
  expect(faultsOf(even, 3)).toEqual([{ path: '', rule: 'odd', en: 'Even, please.', ru: 'Чётное, пожалуйста.' }]);
});
