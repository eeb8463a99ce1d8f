import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zipOf } from '#platform/test-kit/zip-of';
import { readXlsx } from './read-xlsx.ts';
import { SpreadsheetFault } from './spreadsheet-fault.ts';
import { fileOf, workbookOf } from './test-workbook.ts';

async function rowsOf(bytes: Buffer, pieceLength?: number): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const cells of readXlsx(fileOf(bytes, pieceLength))) rows.push(cells);
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

describe('a hostile workbook', () => {
  /** In the pieces of a disk, so that what is tried is the reading of it. */
  const countRows = async (bytes: Buffer): Promise<number> => (await rowsOf(bytes, 65_536)).length;

  test('SEC-34 that unpacks to far more than a document has is refused while it unpacks', async () => {
    const thin = ' '.repeat(1_000);
    await expect(countRows(workbookOf(`<row></row>${thin}`.repeat(70_000)))).rejects.toThrow('unpacks to more');
    const shared = { 'xl/sharedStrings.xml': `<sst>${`<si></si>${thin}`.repeat(70_000)}</sst>` };
    await expect(countRows(workbookOf('', shared))).rejects.toThrow(SpreadsheetFault);
    // Rows that are all alike are no bomb.
    expect(await countRows(workbookOf(row(cell('A1', '79161234567'), cell('B1', '1')).repeat(10_000)))).toBe(10_000);
  });

  test.each(['<c>', '<c r="A1">', '<c><v>', '<c t="inlineStr"><t>', '<c><is><rPh>', '<'])(
    'SEC-34 made of %s that nobody closes is read in one pass',
    async (piece) => {
      // A pattern that looks through the rest each time would take hours.
      const rows = `<row>${piece.repeat(400_000)}</row>${row(cell('A1', '5'))}`;
      const found = await rowsOf(workbookOf(rows), 65_536);
      expect(found.at(-1)?.[0]).toBe('5');
    },
  );

  test('SEC-34 its other parts, too, are read in one pass', async () => {
    const many = 400_000;
    const parts = {
      'xl/workbook.xml': `<workbook>${'<workbookPr '.repeat(many)}<sheets><sheet name="A" r:id="rId7"/></sheets></workbook>`,
      'xl/styles.xml': `<styleSheet>${'<numFmt '.repeat(many)}${'<cellXfs'.repeat(many)}</styleSheet>`,
      'xl/sharedStrings.xml': `<sst><si>${'<rPh>'.repeat(many)}</si><si>${'<t>'.repeat(many)}</si></sst>`,
    };
    expect(await countRows(workbookOf(row(cell('A1', '5')), parts))).toBe(1);
  });

  test('SEC-32 names of parts that lead out of the archive are names and nothing else', async () => {
    const relations = (target: string) => ({
      'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId7" Target="${target}"/></Relationships>`,
    });
    for (const target of ['../../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', 'https://evil.example/x'])
      await expect(countRows(workbookOf('', relations(target))), target).rejects.toThrow('It has no sheet.');
  });
});
