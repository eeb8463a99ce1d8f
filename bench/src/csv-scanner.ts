/**
 * The parts of an import that cost CPU, each alone: scanning CSV against a bare `split` that knows no quotes (a bound, not
 * a rival), and phone numbers against libphonenumber-js (SPD-6). Both sides take turns; the medians and ratios are printed.
 *
 *   node bench/src/csv-scanner.ts [rows=400000] [phones=200000]
 */
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { parsePhone } from '../../server/src/modules/contacts/phone.ts';
import { CsvScanner } from '../../server/src/modules/imports/csv-scanner.ts';

const rounds = 7;
const chunkLength = 64 * 1024;

/** Stores what the work gives, so that it cannot be optimised away, and lets it go again. */
const kept: unknown[] = Array.from({ length: 1024 }, () => null);

function keep(index: number, value: unknown): void {
  kept[index & 1023] = value;
}

function scan(file: Buffer): number {
  const scanner = new CsvScanner({ delimiter: ',' });
  let count = 0;
  for (let at = 0; at < file.length; at += chunkLength) {
    for (const record of scanner.write(file.subarray(at, at + chunkLength))) keep(count++, record);
  }
  for (const record of scanner.end()) keep(count++, record);
  return count;
}

function split(file: Buffer): number {
  const decoder = new TextDecoder();
  let count = 0;
  let rest = '';
  for (let at = 0; at < file.length; at += chunkLength) {
    const lines = (rest + decoder.decode(file.subarray(at, at + chunkLength), { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) keep(count++, line.split(','));
  }
  return count;
}

function readByTable(numbers: readonly string[]): number {
  let valid = 0;
  for (const [index, number] of numbers.entries()) {
    const phone = parsePhone(number, 'RU');
    keep(index, phone);
    if ('e164' in phone) valid++;
  }
  return valid;
}

function readByLibrary(numbers: readonly string[]): number {
  let valid = 0;
  for (const [index, number] of numbers.entries()) {
    try {
      const phone = parsePhoneNumberWithError(number, { defaultCountry: 'RU' });
      if (!phone.isValid()) continue;
      keep(index, [phone.number, phone.country, phone.getType()]);
      valid++;
    } catch {
      // Not a number at all.
    }
  }
  return valid;
}

/** Rates of both, in units of `size` a second, measured by turns. They must give the same count. */
function compare(size: number, ours: () => number, theirs: () => number): { ours: number; theirs: number } {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    const counts = [time(times.ours, ours), time(times.theirs, theirs)];
    if (counts[0] !== counts[1]) throw new Error(`The two sides disagree: ${counts.join(' and ')}`);
  }
  const rate = (seconds: number[]) => size / (seconds.toSorted((a, b) => a - b)[rounds >> 1] ?? NaN);
  return { ours: rate(times.ours), theirs: rate(times.theirs) };
}

function time(times: number[], work: () => number): number {
  const started = performance.now();
  const count = work();
  times.push((performance.now() - started) / 1000);
  return count;
}

function print(name: string, { ours, theirs }: { ours: number; theirs: number }): void {
  const millions = (rate: number) => `${(rate / 1e6).toFixed(2)} M/s`;
  console.log(
    `${name.padEnd(28)} ${millions(ours).padStart(10)} ${millions(theirs).padStart(10)} ${(ours / theirs).toFixed(2)}×`,
  );
}

const [rows = 400_000, phones = 200_000] = process.argv.slice(2).map(Number);
const row = (i: number) => [`${i}`, 'Ivan', 'Petrov', `+7916${1_000_000 + i}`, `ivan${i}@example.com`];
const russianRow = (i: number) => [`${i}`, 'Иван', 'Петров', `8 916 ${1_000_000 + i}`, 'Санкт-Петербург'];
const file = (cells: (i: number) => string[]) =>
  Buffer.from(Array.from({ length: rows }, (_, i) => `${cells(i).join(',')}\n`).join(''));
const quoted = (i: number) => row(i).map((cell) => `"${cell}"`);

/** A fixed sequence, so that every run sees the same numbers. */
let seed = 1;
function random(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
  return seed % below;
}
const numbers = Array.from({ length: phones }, (_, i) => {
  const digits = String(9e9 + random(1e9));
  if (i % 2 === 0) return `+7${digits}`;
  return `8 (${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6, 8)}-${digits.slice(8)}`;
});

console.log(`${''.padEnd(28)} ${'ours'.padStart(10)} ${'other'.padStart(10)} ratio`);
for (const [name, content] of [
  ['rows, ASCII, split()', file(row)],
  ['rows, Cyrillic, split()', file(russianRow)],
  ['rows, all quoted, split()', file(quoted)],
] as const) {
  print(
    name,
    compare(
      rows,
      () => scan(content),
      () => split(content),
    ),
  );
}
print(
  'phones, libphonenumber-js',
  compare(
    phones,
    () => readByTable(numbers),
    () => readByLibrary(numbers),
  ),
);
