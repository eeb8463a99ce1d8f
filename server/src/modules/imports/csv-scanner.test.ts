import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvScanner } from './csv-scanner.ts';
import type { CsvRecord, CsvScannerOptions } from './csv-scanner.ts';

function scan(
  content: string | Uint8Array,
  options: Partial<CsvScannerOptions> = {},
  cuts: readonly number[] = [],
): CsvRecord[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const scanner = new CsvScanner({ delimiter: ',', ...options });
  const records: CsvRecord[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length].toSorted((a, b) => a - b)) {
    records.push(...scanner.write(bytes.subarray(from, cut)));
    from = Math.min(cut, bytes.length);
  }
  return [...records, ...scanner.end()];
}

const rows = (records: readonly CsvRecord[]) => records.map((record) => record.fields);

/** The same language read one character at a time, with the whole text at hand and no regard for speed. */
function slowScan(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  const isEnd = (at: number) => at >= text.length || text[at] === '\n' || text[at] === '\r';
  let line = 1;
  let at = 0;
  const passLineEnd = () => {
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at < text.length) line++;
    at++;
  };
  while (at < text.length) {
    if (isEnd(at)) {
      passLineEnd();
      continue;
    }
    const [begin, beginLine] = [at, line];
    const fields: string[] = [];
    let fault: CsvRecord['fault'] = null;
    for (;;) {
      let value = '';
      if (text[at] === '"') {
        at++;
        while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
          if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) line++;
          value += text[at];
          at += text[at] === '"' ? 2 : 1;
        }
        if (at >= text.length) fault = 'csv_quote_unclosed';
        at++;
        if (!fault && !isEnd(at) && text[at] !== delimiter) fault = 'csv_quote_misplaced';
      } else {
        while (!isEnd(at) && text[at] !== delimiter) value += text[at++];
      }
      fields.push(value);
      if (fault || isEnd(at)) break;
      at++;
    }
    if (fault) {
      at = begin;
      line = beginLine;
      while (!isEnd(at)) at++;
      records.push({ line, fields: [text.slice(begin, at)], fault });
    } else {
      records.push({ line: beginLine, fields, fault: null });
    }
    passLineEnd();
  }
  return records;
}

const anyText = fc.string({
  unit: fc.constantFrom('a', 'Ы', '💬', ' ', '"', '"', ',', ';', '\n', '\r', '\r\n', '""', '",', ',"', '"\n', '\n"'),
  maxLength: 40,
});
const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 12 });

describe('CsvScanner', () => {
  test('CRM-4 reads any text in any chunks as a scanner does that looks at one character at a time', () => {
    fc.assert(
      fc.property(anyText, cuts, fc.constantFrom(',', ';', '\t', '|'), (text, at, delimiter) => {
        expect(scan(text, { delimiter }, at)).toEqual(slowScan(text, delimiter));
      }),
      { numRuns: 3_000 },
    );
  });

  test('CRM-4 reads back whatever was written', () => {
    const field = fc.string({ unit: fc.constantFrom('x', 'ж', '"', ';', '\n', '\r', ' ', '=', '💬'), maxLength: 8 });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { maxLength: 10 });
    fc.assert(
      fc.property(table, cuts, fc.constantFrom('\n', '\r\n', '\r'), (written, at, lineEnd) => {
        const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
        const text = written.map((row) => row.map(quote).join(';') + lineEnd).join('');
        expect(rows(scan(text, { delimiter: ';' }, at))).toEqual(written);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a record over the limit is found the same in any chunks', () => {
    fc.assert(
      fc.property(anyText, cuts, fc.integer({ min: 1, max: 12 }), (text, at, maxRecordLength) => {
        expect(scan(text, { maxRecordLength }, at)).toEqual(scan(text, { maxRecordLength }));
      }),
      { numRuns: 3_000 },
    );
  });

  test('reports the line on which each record begins', () => {
    const text = 'a,b\r\n"one\r\ntwo\rthree",b\n\n\rlast,"x\ny"\n';
    expect(scan(text).map((record) => [record.line, record.fields[0]])).toEqual([
      [1, 'a'],
      [2, 'one\r\ntwo\rthree'],
      [7, 'last'],
    ]);
  });

  test('keeps ragged rows as they are', () => {
    expect(rows(scan('a,b,c\n1\n1,2,3,4\n,,\n'))).toEqual([['a', 'b', 'c'], ['1'], ['1', '2', '3', '4'], ['', '', '']]);
  });

  test('a quote inside an unquoted field is an ordinary character', () => {
    expect(rows(scan('Труба 5",ООО "Ромашка"\n'))).toEqual([['Труба 5"', 'ООО "Ромашка"']]);
  });

  test('CRM-4 a quote that is never closed costs one line, not the rest of the file', () => {
    const text = 'name,phone\n"Иван,1\nPetr,2\nAnna,3\n';
    expect(scan(text)).toEqual([
      { line: 1, fields: ['name', 'phone'], fault: null },
      { line: 2, fields: ['"Иван,1'], fault: 'csv_quote_unclosed' },
      { line: 3, fields: ['Petr', '2'], fault: null },
      { line: 4, fields: ['Anna', '3'], fault: null },
    ]);
  });

  test('CRM-4 a quote closed only by the quote of a later row costs one line', () => {
    const text = '"Иван,1\nPetr,2\n"Anna",3\n';
    expect(scan(text)).toEqual([
      { line: 1, fields: ['"Иван,1'], fault: 'csv_quote_misplaced' },
      { line: 2, fields: ['Petr', '2'], fault: null },
      { line: 3, fields: ['Anna', '3'], fault: null },
    ]);
  });

  test('a line over the limit is dropped and the next one read', () => {
    const scanner = new CsvScanner({ delimiter: ',', maxRecordLength: 100 });
    const records = ['a,b\n', ...Array.from({ length: 50 }, () => 'x'.repeat(50)), '\nc,d\n'].flatMap((chunk) =>
      scanner.write(chunk),
    );
    expect(records.map((record) => [record.line, record.fault])).toEqual([
      [1, null],
      [2, 'csv_record_too_large'],
      [3, null],
    ]);
    expect(records[2]?.fields).toEqual(['c', 'd']);
  });

  test('CRM-4 an endless line and an endless quoted field are held only up to the limit', () => {
    for (const begin of ['', '"']) {
      const scanner = new CsvScanner({ delimiter: ',' });
      const chunk = 'x'.repeat(1 << 16);
      const faults = [...scanner.write(begin), ...Array.from({ length: 64 }, () => scanner.write(chunk)).flat()];
      expect(faults.map((record) => record.fault)).toEqual([begin ? 'csv_quote_unclosed' : 'csv_record_too_large']);
      expect(faults[0]?.fields[0]?.length).toBeLessThanOrEqual(2_000);
    }
  });

  test('too many columns are a fault of their row', () => {
    const records = scan('a,b,c\na,b,c,d\na,b\n', { maxColumns: 3 });
    expect(records.map((record) => record.fault)).toEqual([null, 'csv_too_many_columns', null]);
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('drops the byte order mark of %s', (encoding) => {
    const text = '\ufeff"Имя",b\n';
    const bytes = encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(text, 'utf16le');
    if (encoding === 'utf-16be') bytes.swap16();
    expect(rows(scan(bytes, { encoding }, [1, 2, 3, 4, 5]))).toEqual([['Имя', 'b']]);
  });

  test('CRM-4 reads Windows-1251', () => {
    const bytes = Uint8Array.from([0xc8, 0xe2, 0xe0, 0xed, 0x2c, 0xb8, 0xa8, 0x0d, 0x0a]);
    expect(rows(scan(bytes, { encoding: 'windows-1251' }))).toEqual([['Иван', 'ёЁ']]);
  });

  test('SEC-15 names of the object prototype are ordinary text', () => {
    expect(rows(scan('__proto__,constructor\ntoString,valueOf\n'))).toEqual([
      ['__proto__', 'constructor'],
      ['toString', 'valueOf'],
    ]);
  });

  test('a megabyte arriving byte by byte is read in linear time', () => {
    const scanner = new CsvScanner({ delimiter: ',' });
    scanner.write('"');
    for (let i = 0; i < 500_000; i++) scanner.write('x');
    scanner.write('"\n');
    expect(scanner.end()[0]?.fields[0]?.length).toBe(500_000);
  });
});
