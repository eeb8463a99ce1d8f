const firstNames = [
  'Анна',
  'Борис',
  'Клара',
  'Давид',
  'Елена',
  'Фёдор',
  'Ирина',
  'Яков',
  'Мария',
  'Олег',
  'Нина',
  'Пётр',
];
const syllables = [
  'ко',
  'ва',
  'лен',
  'ру',
  'мар',
  'ти',
  'со',
  'бел',
  'дон',
  'ник',
  'за',
  'гор',
  'пе',
  'тра',
  'шу',
  'вин',
];
const cities = ['Казань', 'Пермь', 'Самара', 'Томск', 'Тула', 'Москва', 'Омск'];

/** Mobile numbers as Russians write them, from a block of ten million. */
const firstPhone = 9_160_000_000;
const rowsPerChunk = 10_000;

/** A CSV file of so many people, each with a valid mobile number and an e-mail address of their own, in chunks. */
export function* peopleFile(count: number): Generator<string> {
  yield 'Имя,Фамилия,Телефон,Почта,Город\n';
  for (let from = 0; from < count; from += rowsPerChunk) {
    const length = Math.min(rowsPerChunk, count - from);
    yield Array.from({ length }, (_, index) => row(from + index)).join('');
  }
}

function row(index: number): string {
  // Numbers of one list are not in order.
  const scattered = (index * 7_919) % 10_000_000;
  const digits = String(firstPhone + scattered);
  const phone = `8 (${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6, 8)}-${digits.slice(8)}`;
  return `${pick(firstNames, index)},${lastName(scattered)},${phone},person${scattered}@example.com,${pick(cities, index)}\n`;
}

function lastName(seed: number): string {
  const name = [seed, seed >> 4, seed >> 8].map((part) => pick(syllables, part)).join('');
  return `${name[0]!.toUpperCase()}${name.slice(1)}ов`;
}

function pick(names: readonly string[], index: number): string {
  return names[index % names.length]!;
}
