import { describe, expect, test } from 'vitest';
import { changesOf, conflictsOf, withEdit, type Edits, type Values } from './organization-draft.ts';

const known: Values = {
  name: 'Works',
  language: 'en',
  timeZone: 'UTC',
  currency: 'EUR',
  country: 'DE',
  optOutWords: 'enough',
};

describe('the draft of the company’s settings', () => {
  test('holds what was written, and nothing once it is as it was', () => {
    const edits = withEdit({}, known, 'name', 'Other');
    expect(changesOf(edits, known)).toEqual({ name: 'Other' });
    expect(withEdit(edits, known, 'name', 'Works')).toEqual({});
  });

  test('sees what somebody else changed to something else, and only that', () => {
    const edits: Edits = withEdit(withEdit({}, known, 'name', 'Mine'), known, 'country', 'AT');
    const theirs = { ...known, name: 'Theirs', currency: 'USD' };
    expect(conflictsOf(edits, theirs)).toEqual(['name']);
    expect(conflictsOf(edits, { ...known, name: 'Mine' })).toEqual([]);
    expect(changesOf(edits, { ...known, name: 'Mine' })).toEqual({ country: 'AT' });
  });

  test('keeps a conflict while one goes on writing', () => {
    const begun = withEdit({}, known, 'name', 'Min');
    const theirs = { ...known, name: 'Theirs' };
    expect(conflictsOf(withEdit(begun, theirs, 'name', 'Mine'), theirs)).toEqual(['name']);
    // Back at what stood there first is not what stands there now.
    expect(conflictsOf(withEdit(begun, theirs, 'name', 'Works'), theirs)).toEqual(['name']);
  });

  test('reads words one a line or separated by commas, each once', () => {
    const edits = withEdit({}, known, 'optOutWords', 'enough\n leave me , enough;\n');
    expect(changesOf(edits, known)).toEqual({ optOutWords: ['enough', 'leave me'] });
  });
});
