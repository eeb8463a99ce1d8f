export { readVcards } from './read-vcards.ts';
export { readXlsx } from './read-xlsx.ts';
export { SpreadsheetFault } from './spreadsheet-fault.ts';
