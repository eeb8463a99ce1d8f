/** The file is not what its kind is; the person who sent it is told to save it anew. */
export class SpreadsheetFault extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = 'SpreadsheetFault';
  }
}
