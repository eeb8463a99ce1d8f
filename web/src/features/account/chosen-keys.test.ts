import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionIds, factsOf, type ActionId } from '#lib/actions';
import { conflictOf, keysUnder } from '#lib/shortcuts';
import { isModifier, judgeKey, knownOf, swapped, withKey, withoutKey, type CustomKeys } from './chosen-keys.ts';

const action = fc.constantFrom(...actionIds);
const key = fc.constantFrom('KeyQ', 'KeyJ', 'KeyE', 'shift+KeyE', 'mod+KeyK', 'alt+Digit1', 'Slash', 'F2', 'alt+KeyQ');

const conflicts = (custom: CustomKeys): ActionId[] =>
  actionIds.filter((id) => keysUnder(id, { custom }).some((each) => conflictOf(id, each, custom) !== null));

test('as they are delivered, no two actions share a key where both work', () => {
  expect(conflicts({})).toEqual([]);
});

describe('UX-4 a key of one’s own', () => {
  test('whatever is chosen and swapped, nobody has to share', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(action, key), { maxLength: 20 }), (steps) => {
        let custom: CustomKeys = {};
        for (const [id, pressed] of steps) {
          const choice = judgeKey(id, pressed, custom);
          if (choice.outcome === 'chosen') custom = withKey(custom, id, pressed);
          if (choice.outcome === 'taken') custom = swapped(custom, id, pressed, choice.by) ?? custom;
          expect(conflicts(custom)).toEqual([]);
        }
      }),
    );
  });

  test('the one who has it already is named', () => {
    expect(judgeKey('inbox.close', 'KeyJ', {})).toEqual({ outcome: 'taken', by: 'inbox.next' });
    expect(judgeKey('inbox.close', 'mod+KeyK', {})).toEqual({ outcome: 'taken', by: 'shell.palette' });
    // On another page it is nobody's.
    expect(judgeKey('inbox.close', 'KeyP', {})).toEqual({ outcome: 'chosen' });
  });

  test('swapped, each has what the other had', () => {
    const custom = swapped({}, 'inbox.close', 'KeyS', 'inbox.snooze')!;
    expect(keysUnder('inbox.close', { custom })).toEqual(['KeyS']);
    expect(keysUnder('inbox.snooze', { custom })).toEqual(['KeyE']);
    expect(withKey(custom, 'inbox.close', 'KeyE')).toEqual({ 'inbox.snooze': 'KeyE' });
  });

  test('what works controls or would be typed is refused', () => {
    for (const pressed of ['Tab', 'shift+Tab', 'Enter', 'Space', 'Escape', 'ArrowDown'])
      expect(judgeKey('inbox.close', pressed, {}), pressed).toEqual({ outcome: 'not_alone' });
    expect(judgeKey('inbox.close', 'mod+Enter', {})).toEqual({ outcome: 'chosen' });
    expect(judgeKey('shell.palette', 'KeyQ', {})).toEqual({ outcome: 'types_text' });
    expect(judgeKey('inbox.close', '', {})).toEqual({ outcome: 'not_possible' });
  });

  test('its own standard key is none of one’s own, and all come back', () => {
    const custom = withKey({}, 'inbox.close', 'KeyQ');
    expect(custom).toEqual({ 'inbox.close': 'KeyQ' });
    expect(withKey(custom, 'inbox.close', 'KeyE')).toEqual({});
    expect(withoutKey(custom, 'inbox.close')).toEqual({});
    expect(factsOf('inbox.close').keys).toEqual(['KeyE']);
    expect(knownOf({ ...custom, 'gone.action': 'KeyA', constructor: 'KeyB' })).toEqual(custom);
  });

  test('a modifier alone is only a beginning', () => {
    expect(['ControlLeft', 'ShiftRight', 'AltLeft', 'MetaLeft'].every(isModifier)).toBe(true);
    expect(['KeyC', 'Slash', 'F1'].some(isModifier)).toBe(false);
  });
});
