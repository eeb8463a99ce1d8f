import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { defineTexts, pseudoOf, setLanguage } from './i18n.ts';

vi.stubGlobal('document', { documentElement: {} });
afterAll(() => void vi.unstubAllGlobals());

const { translate } = defineTexts({
  en: {
    title: 'Inbox',
    greet: 'Hello, {{name}}',
    message_one: '{{count}} message',
    message_other: '{{count}} messages',
  },
  ru: {
    title: 'Входящие',
    greet: 'Здравствуйте, {{name}}',
    message_one: '{{count}} сообщение',
    message_few: '{{count}} сообщения',
    message_many: '{{count}} сообщений',
    message_other: '{{count}} сообщения',
  },
});

describe('defineTexts', () => {
  beforeEach(() => setLanguage('en'));

  test('follows the language', () => {
    expect(translate('title')).toBe('Inbox');
    setLanguage('ru');
    expect(translate('title')).toBe('Входящие');
  });

  test.each([
    [1, '1 сообщение'],
    [2, '2 сообщения'],
    [5, '5 сообщений'],
    [11, '11 сообщений'],
    [21, '21 сообщение'],
    [1.5, '1,5 сообщения'],
    [12_345, '12\u00a0345 сообщений'],
  ])('%d in Russian', (count, text) => {
    setLanguage('ru');
    expect(translate('message', { count })).toBe(text);
  });

  test('a value is text, never a pattern of its own', () => {
    expect(translate('greet', { name: '{{name}} $& <b>' })).toBe('Hello, {{name}} $& <b>');
  });
});

test('UX-57 the pseudo-locale brackets and lengthens words, and leaves values alone', () => {
  expect(pseudoOf('Hello, {{name}}')).toBe('⟦Heelloo, {{name}}⟧');
  expect(pseudoOf('Входящие')).toBe('⟦Вхоодяящииее⟧');
});
