import { expect, test } from 'vitest';
import { searchTerms } from './search-terms.ts';

test.each([
  ['Анна Петрова', { words: ['анна', 'петрова'], switched: ['fyyf', 'gtnhjdf'], digits: null }],
  ['ghbdtn', { words: ['ghbdtn'], switched: ['привет'], digits: null }],
  ['8 (916) 000-00-42', { words: ['8 (916) 000-00-42'], switched: [], digits: '89160000042' }],
  ['№ 12', { words: ['№', '12'], switched: [], digits: null }],
  ['mixed смесь', { words: ['mixed', 'смесь'], switched: [], digits: null }],
])('UX-57a “%s” is looked for as it was meant', (q, expected) => {
  expect(searchTerms(q)).toEqual(expected);
});
