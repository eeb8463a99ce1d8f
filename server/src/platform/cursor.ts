import { AppError } from './errors.ts';
import { isUuid } from './uuid.ts';

interface Kinds {
  readonly id: string;
  readonly text: string;
  readonly number: number;
  /** A time as JavaScript or PostgreSQL writes it. */
  readonly time: string;
}
type Kind = keyof Kinds;
type Values<Shape extends readonly Kind[]> = { [Place in keyof Shape]: Kinds[Shape[Place]] };

/** The place after the last row of a page: the values it was sorted by, bound to the list they belong to. */
export function encodeCursor(list: string, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

/**
 * The values of `encodeCursor`, or null without a cursor. Throws `cursor_invalid` for another list's, and for a made-up one
 * whose values are not of the `shape` that the query expects.
 */
export function decodeCursor<const Shape extends readonly Kind[]>(
  list: string,
  cursor: string | undefined,
  shape: Shape,
): Values<Shape> | null {
  if (cursor === undefined) return null;
  const [name, ...values] = parse(cursor);
  const fits = values.length === shape.length && shape.every((kind, place) => isOf[kind](values[place]));
  if (name !== list || !fits) throw new AppError('cursor_invalid');
  return values as unknown as Values<Shape>;
}

function parse(cursor: string): unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : [];
  } catch (cause) {
    throw new AppError('cursor_invalid', { cause });
  }
}

const isOf: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  id: (value) => typeof value === 'string' && isUuid(value),
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  number: (value) => Number.isInteger(value) && Math.abs(value as number) <= greatestInteger,
  time: (value) => typeof value === 'string' && isTime(value),
};

/** What PostgreSQL's `int` holds. */
const greatestInteger = 2 ** 31 - 1;
const timePattern = /^([1-9]\d{3})-(\d\d)-(\d\d)[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:?\d\d)?)?$/;

/** JavaScript would read 30 February as 2 March; PostgreSQL refuses it. */
function isTime(text: string): boolean {
  const [, year, month, day] = timePattern.exec(text) ?? [];
  if (!year || Number.isNaN(Date.parse(text))) return false;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
}
