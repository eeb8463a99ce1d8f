import type { CsvDelimiter } from './csv-scanner.ts';
import { escapeCsvCell } from './escape-csv-cell.ts';

/** At the beginning of a file it tells Excel that the rest is UTF-8. */
export const csvByteOrderMark = '\ufeff';

/** One line with its line ending (CRLF, as RFC 4180 has it). Null is an empty cell. No cell can run as a formula. */
export function csvLine(cells: readonly (string | null)[], delimiter: CsvDelimiter): string {
  const line = cells.map((cell) => (cell === null ? '' : quoted(escapeCsvCell(cell), delimiter))).join(delimiter);
  // An empty line would be no record at all to whoever reads it.
  return `${line === '' ? '""' : line}\r\n`;
}

function quoted(cell: string, delimiter: CsvDelimiter): string {
  const isPlain = !/["\r\n]|^\s|\s$/.test(cell) && !cell.includes(delimiter);
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}
