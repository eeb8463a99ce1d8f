import { expect, test } from 'vitest';
import { parseEmail } from './email.ts';

test.each([
  ['jbutt@gmail.com', 'jbutt@gmail.com'],
  ['  John.Smith+tag@Example.CO.uk ', 'john.smith+tag@example.co.uk'],
  ['Иван Петров <Ivan@Example.com>', 'ivan@example.com'],
  ['mailto:ivan@example.com', 'ivan@example.com'],
  ['info@Почта.рф', 'info@xn--80a1acny.xn--p1ai'],
  ["o'neil_1@a-b.io", "o'neil_1@a-b.io"],
])('CRM-4 %s is stored as %s', (text, address) => {
  expect(parseEmail(text)).toEqual({ address });
});

test.each([
  '',
  'нет',
  'ivan',
  '@example.com',
  'ivan@',
  'ivan@example',
  'ivan@example.',
  'ivan@-example.com',
  'ivan@exa_mple.com',
  'ivan..p@example.com',
  '.ivan@example.com',
  'iv an@example.com',
  'иван@example.com',
  'a@b@example.com',
  'ivan@example.com\nBcc: x@example.com',
  'ivan@127.0.0.1',
  `${'a'.repeat(65)}@example.com`,
  `ivan@${'a.'.repeat(125)}com`,
])('CRM-4 "%s" is not an address', (text) => {
  expect(parseEmail(text)).toEqual({ error: 'email_malformed' });
});
