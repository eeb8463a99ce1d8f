import { parseTemplate } from '@parley/contract/template-syntax';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insertVariable, piecesOf, typedVariable, variableAt, withFallback } from './highlight.ts';

const look = (source: string) => piecesOf(source, parseTemplate(source)).map((piece) => [piece.look, piece.text]);

describe('TPL-4 highlighting', () => {
  test('marks variables and, before them, what is wrong', () => {
    expect(look('Hi {{firstName|you}}, {{nope}}!')).toEqual([
      ['plain', 'Hi '],
      ['variable', '{{firstName|you}}'],
      ['plain', ', '],
      ['fault', '{{nope}}'],
      ['plain', '!'],
    ]);
    expect(look('{{firstName')).toEqual([
      ['fault', '{{'],
      ['plain', 'firstName'],
    ]);
  });

  test('the pieces are the source, whatever it is', () => {
    const parts = fc.constantFrom('{{', '}}', '{', '}', 'firstName', '|', ':', ' ', '\n', 'д', '😀', 'custom.size');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (words) => {
        const source = words.join('');
        expect(
          piecesOf(source, parseTemplate(source))
            .map(({ text }) => text)
            .join(''),
        ).toBe(source);
      }),
    );
  });
});

describe('TPL-4 the variable picker', () => {
  test('opens behind two braces and follows the word', () => {
    expect(typedVariable('Hi {{', 5)).toEqual({ from: 3, word: '' });
    expect(typedVariable('Hi {{fir', 8)).toEqual({ from: 3, word: 'fir' });
    expect(typedVariable('{{имя', 5)).toEqual({ from: 0, word: 'имя' });
    expect(typedVariable('{{firstName}} a', 15)).toBeNull();
    expect(typedVariable('no', 2)).toBeNull();
  });

  test('puts the variable in place of what was typed and takes over braces that are there', () => {
    expect(insertVariable('Hi {{fir, x', { from: 3, to: 8 }, 'firstName')).toEqual({
      text: 'Hi {{firstName}}, x',
      caret: 16,
    });
    expect(insertVariable('{{fir}}', { from: 0, to: 5 }, 'firstName').text).toBe('{{firstName}}');
  });

  test('knows the variable at the caret and changes its fallback only', () => {
    const source = 'A {{firstName|you}} {{date:d MMMM}}';
    expect(variableAt(source, 1)).toBeNull();
    const first = variableAt(source, 10)!;
    expect(first.name).toBe('firstName');
    expect(withFallback(source, first, 'friend')).toBe('A {{firstName|friend}} {{date:d MMMM}}');
    expect(withFallback(source, first, '')).toBe('A {{firstName}} {{date:d MMMM}}');
    expect(withFallback(source, variableAt(source, source.length)!, 'so}}on')).toBe(
      'A {{firstName|you}} {{date:d MMMM|soon}}',
    );
  });
});
