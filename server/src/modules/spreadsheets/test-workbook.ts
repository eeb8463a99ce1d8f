import { Readable } from 'node:stream';
import { zipOf } from '#platform/test-kit/zip-of';
import type { ReadableFile } from './zip-archive.ts';

/** A workbook with one sheet of these rows, in XML. */
export function workbookOf(rows: string, more: Readonly<Record<string, string>> = {}): Buffer {
  return zipOf({
    'xl/workbook.xml':
      '<workbook><workbookPr/><sheets><sheet name="Лист1" sheetId="1" r:id="rId7"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="styles.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><dimension ref="A1:C9"/><sheetData>${rows}</sheetData></worksheet>`,
    ...more,
  });
}

/** In pieces as small as a slow disk may give. */
export function fileOf(bytes: Buffer, pieceLength = 7): ReadableFile {
  return {
    sizeBytes: bytes.length,
    open: async ({ start, end }) => {
      const part = bytes.subarray(start, end + 1);
      const pieces = Array.from({ length: Math.ceil(part.length / pieceLength) }, (_, piece) =>
        part.subarray(piece * pieceLength, (piece + 1) * pieceLength),
      );
      return Readable.from(pieces);
    },
  };
}
