const firstNames = ['Anna', 'Boris', 'Clara', 'David', 'Elena', 'Fedor', 'Grace', 'Hugo', 'Irina', 'James'];
const lastNames = ['Abbott', 'Brown', 'Carter', 'Dunn', 'Evans', 'Foster', 'Grant', 'Hughes'];
const cities = ['Kazan', 'Perm', 'Samara', 'Tomsk', 'Tula'];

/** Russian mobile numbers of one block of ten million, in order. */
const firstPhone = 79_160_000_000;
const rowsPerChunk = 10_000;

/** A CSV file of so many people, each with a valid mobile number of their own. */
export function generatedPeople(count: number): Blob {
  const chunks = ['First name,Last name,Phone,E-mail,City\n'];
  for (let from = 0; from < count; from += rowsPerChunk) {
    const length = Math.min(rowsPerChunk, count - from);
    chunks.push(Array.from({ length }, (_, index) => row(from + index)).join(''));
  }
  return new Blob(chunks);
}

function row(index: number): string {
  const pick = (names: readonly string[]) => names[index % names.length];
  return `${pick(firstNames)},${pick(lastNames)},+${firstPhone + index},person${index}@example.com,${pick(cities)}\n`;
}
