import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXlsx } from '#spreadsheets';
import { xlsxOf } from './write-xlsx.ts';

async function workbook(rows: readonly (readonly (string | null)[])[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of xlsxOf(Readable.from(rows))) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function readBack(bytes: Buffer): Promise<string[][]> {
  const open = async ({ start, end }: { start: number; end: number }) =>
    Readable.from([bytes.subarray(start, end + 1)]);
  const rows: string[][] = [];
  for await (const row of readXlsx({ sizeBytes: bytes.length, open })) rows.push(row);
  return rows;
}

test('CRM-5 a workbook gives back what was written, phones and formulas as texts', async () => {
  const rows = [
    ['Name', 'Phone', 'Notes'],
    ['Иван & <b>', '+79161234567', '=1+1'],
    [null, '', ' two\nlines\t'],
  ];
  const answer = await readBack(await workbook(rows));
  expect(answer).toEqual([rows[0], rows[1], ['', '', ' two\nlines\t']]);
  const cell = fc
    .string({ unit: 'binary', maxLength: 30 })
    .map((text) => text.replace(/[\p{Cc}\ufffe\uffff]/gu, '').replace(/<\/?\w+:/g, ''));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 40 }), async (table) => {
      const filled = table.map((row) => ['x', ...row]);
      expect(await readBack(await workbook(filled))).toEqual(filled);
    }),
    { numRuns: 5 },
  );
});
