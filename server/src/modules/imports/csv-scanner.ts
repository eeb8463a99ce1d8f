/**
 * CSV as files from the wild have it: bytes in chunks of any size go in, records come out, in memory bounded by one
 * record. RFC 4180 with any delimiter and line ending; a quote counts only as the first character of a field.
 *
 * What cannot be read costs its own line and no more: after a quote that is never closed, scanning goes on with the
 * next physical line instead of taking the rest of the file for one field.
 */

/** Names that TextDecoder knows. */
export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'windows-1252';

export type CsvDelimiter = ',' | ';' | '\t' | '|';

export type CsvFault = 'csv_quote_unclosed' | 'csv_quote_misplaced' | 'csv_record_too_large' | 'csv_too_many_columns';

export interface CsvRecord {
  /** The line of the file on which the record begins, from 1. A record with line breaks in its fields has several lines. */
  readonly line: number;
  /** As written, without the quotes around. They may share memory with a whole chunk: copy what is kept for long. */
  readonly fields: readonly string[];
  /** If not null, the line could not be read and `fields` is its beginning as one text. */
  readonly fault: CsvFault | null;
}

export interface CsvScannerOptions {
  readonly delimiter: CsvDelimiter;
  readonly encoding?: CsvEncoding;
  /** In UTF-16 code units. */
  readonly maxRecordLength?: number;
  readonly maxColumns?: number;
}

const longestExcerpt = 2_000;
const lineFeed = 10;
const carriageReturn = 13;
const quoteMark = 34;

export class CsvScanner {
  private readonly delimiter: CsvDelimiter;
  private readonly maxRecordLength: number;
  private readonly maxColumns: number;
  private readonly decoder: InstanceType<typeof TextDecoder>;

  /** Text not yet scanned to the end of a record; all positions below are in it. */
  private text = '';
  private at = 0;
  private line = 1;
  /** The text ended with CR: a LF that follows belongs to the same line ending. */
  private afterCarriageReturn = false;
  /** Inside a line that was reported as too large: everything up to its end is dropped. */
  private dropping = false;
  /** Wait for this much text before an unfinished record is looked at again, so that tiny chunks do not cost n². */
  private enough = 0;

  /** The next of each from `at` on, or the end of the text. Kept across records, so the text is searched once. */
  private nextDelimiter = -1;
  private nextLineFeed = -1;
  private nextCarriageReturn = -1;
  private nextQuote = -1;

  constructor(options: CsvScannerOptions) {
    this.delimiter = options.delimiter;
    this.maxRecordLength = options.maxRecordLength ?? 1 << 20;
    this.maxColumns = options.maxColumns ?? 1_000;
    this.decoder = new TextDecoder(options.encoding ?? 'utf-8');
  }

  /** The records that this chunk completes. Empty lines are not records. */
  write(chunk: Uint8Array | string): CsvRecord[] {
    return this.scan(typeof chunk === 'string' ? chunk : this.decoder.decode(chunk, { stream: true }), false);
  }

  /** The records left when the file is over. */
  end(): CsvRecord[] {
    return this.scan(this.decoder.decode(), true);
  }

  private scan(more: string, final: boolean): CsvRecord[] {
    this.text = this.at === this.text.length ? more : this.text.slice(this.at) + more;
    this.at = 0;
    if (this.text.length < this.enough && !final) return [];
    this.nextDelimiter = this.nextLineFeed = this.nextCarriageReturn = this.nextQuote = -1;

    const records: CsvRecord[] = [];
    while (this.at < this.text.length && this.scanLine(records, final));
    this.enough = 2 * (this.text.length - this.at);
    return records;
  }

  /** Takes one record or line from the text. False: more text is needed for that. */
  private scanLine(records: CsvRecord[], final: boolean): boolean {
    if (this.afterCarriageReturn) {
      this.afterCarriageReturn = false;
      if (this.text.charCodeAt(this.at) === lineFeed) this.at++;
      return true;
    }
    const end = this.lineEnd(this.at);
    if (this.dropping) {
      this.dropping = end === this.text.length;
      this.endLine(end);
      return true;
    }
    if (this.nextQuote < this.at) this.nextQuote = this.find('"', this.at);
    if (this.nextQuote < end) return this.scanQuoted(records, final);
    if (end - this.at > this.maxRecordLength) return this.reject(records, 'csv_record_too_large', final);
    if (end === this.text.length && !final) return false;
    if (end > this.at) this.scanPlain(records, end);
    this.endLine(end);
    return true;
  }

  /** A line without any quote, as most are. */
  private scanPlain(records: CsvRecord[], end: number): void {
    const fields: string[] = [];
    let from = this.at;
    let separator = this.nextDelimiter < from ? this.find(this.delimiter, from) : this.nextDelimiter;
    while (separator < end) {
      fields.push(this.text.slice(from, separator));
      from = separator + 1;
      separator = this.find(this.delimiter, from);
    }
    this.nextDelimiter = separator;
    fields.push(this.text.slice(from, end));
    this.accept(records, fields, end);
  }

  /** A record with a quote somewhere in its first line. */
  private scanQuoted(records: CsvRecord[], final: boolean): boolean {
    const limit = this.at + this.maxRecordLength;
    const fields: string[] = [];
    let lineEnds = 0;
    let from = this.at;
    for (;;) {
      const quoted = this.text.charCodeAt(from) === quoteMark;
      const end = quoted ? this.quotedEnd(from) : this.fieldEnd(from);
      if (end >= this.text.length && !final && this.text.length <= limit) return false;
      if (end > limit || end > this.text.length) {
        return this.reject(records, quoted && from <= limit ? 'csv_quote_unclosed' : 'csv_record_too_large', final);
      }
      const value = quoted ? this.text.slice(from + 1, end - 1) : this.text.slice(from, end);
      if (quoted && this.lineEnd(from) < end) lineEnds += value.match(/\r\n|\r|\n/g)?.length ?? 0;
      fields.push(quoted && value.includes('"') ? value.replaceAll('""', '"') : value);
      if (this.text[end] === this.delimiter) {
        from = end + 1;
        continue;
      }
      if (end < this.text.length && !this.isLineEnd(end)) return this.reject(records, 'csv_quote_misplaced', final);
      this.accept(records, fields, end);
      this.line += lineEnds;
      this.endLine(end);
      return true;
    }
  }

  private accept(records: CsvRecord[], fields: string[], end: number): void {
    const fault = fields.length > this.maxColumns ? 'csv_too_many_columns' : null;
    records.push({ line: this.line, fields: fault ? [this.excerpt(end)] : fields, fault });
  }

  /** Gives up the physical line at `at`, whatever was read of it, and goes on with the next. */
  private reject(records: CsvRecord[], fault: CsvFault, final: boolean): boolean {
    this.nextLineFeed = this.nextCarriageReturn = this.nextDelimiter = -1;
    const end = this.lineEnd(this.at);
    if (end === this.text.length && !final && end - this.at <= this.maxRecordLength) return false;
    records.push({ line: this.line, fields: [this.excerpt(end)], fault });
    this.dropping = end === this.text.length;
    this.endLine(end);
    return true;
  }

  private excerpt(end: number): string {
    return this.text.slice(this.at, Math.min(end, this.at + Math.min(longestExcerpt, this.maxRecordLength)));
  }

  /** Goes behind the line ending at `end`, or to the end of the text if there is none. */
  private endLine(end: number): void {
    this.afterCarriageReturn = this.text.charCodeAt(end) === carriageReturn;
    this.at = Math.min(end + 1, this.text.length);
    if (end < this.text.length) this.line++;
  }

  /** Behind the closing quote of the field that begins at `from`; Infinity if it is not in the text. */
  private quotedEnd(from: number): number {
    let end = this.text.indexOf('"', from + 1);
    while (end >= 0 && this.text.charCodeAt(end + 1) === quoteMark) end = this.text.indexOf('"', end + 2);
    return end < 0 ? Infinity : end + 1;
  }

  private fieldEnd(from: number): number {
    if (this.nextDelimiter < from) this.nextDelimiter = this.find(this.delimiter, from);
    return Math.min(this.nextDelimiter, this.lineEnd(from));
  }

  private lineEnd(from: number): number {
    if (this.nextLineFeed < from) this.nextLineFeed = this.find('\n', from);
    if (this.nextCarriageReturn < from) this.nextCarriageReturn = this.find('\r', from);
    return Math.min(this.nextLineFeed, this.nextCarriageReturn);
  }

  private isLineEnd(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === lineFeed || code === carriageReturn;
  }

  private find(text: string, from: number): number {
    const at = this.text.indexOf(text, from);
    return at < 0 ? this.text.length : at;
  }
}
