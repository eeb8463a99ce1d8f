import { expect, test } from 'vitest';
import { keyNames, keyOf } from './shortcuts.ts';

const press = (code: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({ code, key: 'о', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }) as KeyboardEvent;

test('a key is its place: J under a Russian layout types О and is J', () => {
  expect(keyOf(press('KeyJ'))).toBe('KeyJ');
});

test('modifiers stand in one order', () => {
  expect(keyOf(press('KeyK', { ctrlKey: true }))).toBe('mod+KeyK');
  expect(keyOf(press('KeyE', { ctrlKey: true, altKey: true, shiftKey: true }))).toBe('mod+alt+shift+KeyE');
});

test('keys are shown as they stand on the keyboard', () => {
  expect(keyNames('mod+KeyK')).toEqual(['Ctrl', 'K']);
  expect(keyNames('shift+Slash')).toEqual(['?']);
  expect(keyNames('alt+Digit1')).toEqual(['Alt', '1']);
});
