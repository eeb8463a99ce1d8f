/** Spreadsheets run a cell as a formula if it begins with one of these, also in full width, also behind blanks they drop. */
const formulaStart = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Signed numbers and phone numbers begin like formulas, but cannot do anything. */
const harmless = /^[+-]?\d+([.,]\d+)?$/;

/** The cell with an apostrophe before what a spreadsheet would otherwise run. Quoting for CSV is done in write-csv.ts. */
export function escapeCsvCell(cell: string): string {
  return formulaStart.test(cell) && !harmless.test(cell) ? `'${cell}` : cell;
}
