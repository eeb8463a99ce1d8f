import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zipOf } from '#platform/test-kit/zip-of';
import { readXlsx } from './read-xlsx.ts';
import { SpreadsheetFault } from './spreadsheet-fault.ts';
import { fileOf, workbookOf } from './test-workbook.ts';

async function rowsOf(bytes: Buffer): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const cells of readXlsx(fileOf(bytes))) rows.push(cells);
  return rows;
}

const cell = (place: string, value: string, more = '') => `<c r="${place}"${more}><v>${value}</v></c>`;
const row = (...cells: string[]) => `<row>${cells.join('')}</row>`;

describe('CRM-4 an Excel workbook', () => {
  test('gives the texts that cells share, those of their own, and both in runs', async () => {
    const strings =
      '<sst><si><t>ФИО</t></si><si><r><t>Ива</t></r><r><t xml:space="preserve">нов &amp; </t></r><rPh><t>x</t></rPh></si><si/></sst>';
    const rows =
      row(cell('A1', '0', ' t="s"'), '<c r="B1" t="inlineStr"><is><t>Тел.</t></is></c>') +
      row(cell('A2', '1', ' t="s"'), '<c r="B2" t="str"><f>A1</f><v>да</v></c>');
    expect(await rowsOf(workbookOf(rows, { 'xl/sharedStrings.xml': strings }))).toEqual([
      ['ФИО', 'Тел.'],
      ['Иванов & ', 'да'],
    ]);
  });

  test('gives phones without an exponent, money without the computer’s rest, dates as dates', async () => {
    const styles = `<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/><numFmt numFmtId="165" formatCode="#,##0.00&quot; dm&quot;"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" xfId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`;
    const rows = row(
      cell('A1', '7.9172840651E10'),
      cell('B1', '12.300000000000001'),
      cell('C1', '46347', ' s="1"'),
      cell('D1', '46347.5', ' s="2"'),
      cell('E1', '46347', ' s="3"'),
      cell('F1', '1', ' t="b"'),
      cell('G1', '#N/A', ' t="e"'),
    );
    expect(await rowsOf(workbookOf(rows, { 'xl/styles.xml': styles }))).toEqual([
      ['79172840651', '12.3', '2026-11-21', '2026-11-21 12:00', '46347', 'true', ''],
    ]);
  });

  test('has rows as wide as the first, cells in their columns, and no empty rows', async () => {
    const rows = `${row(cell('A1', '1'), cell('C1', '3'))}<row r="2"/><x:row>${cell('B3', '2')}</x:row>${row('<c r="A4" s="1"/>')}${row(cell('AB5', '9'))}`;
    expect(await rowsOf(workbookOf(rows))).toEqual([
      ['1', '', '3'],
      ['', '2', ''],
      [...Array.from({ length: 27 }, () => ''), '9'],
    ]);
  });

  test('reads any text that a cell can hold', async () => {
    const escape = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((one) => !/[\p{Cc}\p{Cs}]|<\/?\w+:/u.test(one));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 30 }), async (texts) => {
        const rows = texts.map((one) => `<row><c t="inlineStr"><is><t>${escape(one)}</t></is></c></row>`).join('');
        expect(await rowsOf(workbookOf(rows))).toEqual(texts.map((one) => [one]));
      }),
      { numRuns: 40 },
    );
  });

  test('that is damaged is refused as such, and never taken for a table', async () => {
    const whole = workbookOf(row(cell('A1', '1')).repeat(50));
    await expect(rowsOf(Buffer.from('PK'))).rejects.toThrow(SpreadsheetFault);
    await expect(rowsOf(zipOf({ 'other.xml': '<a/>' }))).rejects.toThrow(SpreadsheetFault);
    const broken = Buffer.from(whole);
    broken.fill(0xff, 60, 120);
    await expect(rowsOf(broken)).rejects.toThrow(SpreadsheetFault);
  });
});
