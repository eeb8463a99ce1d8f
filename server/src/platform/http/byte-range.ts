import type { ByteRange } from './route.ts';

/**
 * The one range that a `Range` header asks for, of so many bytes (RFC 9110 §14). Null: send everything, as for several ranges
 * and for what is no range; `unsatisfiable`: there are no such bytes.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | null | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const count = Math.min(Number(last), sizeBytes);
    return count === 0 ? 'unsatisfiable' : { start: sizeBytes - count, end: sizeBytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: Math.min(last === '' ? Infinity : Number(last), sizeBytes - 1) };
}
