import { randomFillSync } from 'node:crypto';

const random = new Uint8Array(4096);
let offset = random.length;
let lastMillisecond = 0;
let sequence = 0;

/**
 * A UUIDv7: time, a counter within the millisecond, 62 random bits. Within a process each is greater than the one before,
 * also when the clock steps back.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMillisecond++;
    sequence = 0;
  }
  if (offset + 8 > random.length) {
    randomFillSync(random);
    offset = 0;
  }
  let tail = '';
  for (let index = 0; index < 8; index++) {
    const byte = random[offset++]!;
    tail += hex[index === 0 ? (byte & 0x3f) | 0x80 : byte];
  }
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const counter = (0x7000 | sequence).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The least UUIDv7 of a moment: a bound for ranges of ids. */
export function uuidv7Floor(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return pattern.test(text);
}
