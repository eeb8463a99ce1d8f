/** The keys of a Russian keyboard beside those of an American one. */
const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const cyrillic = 'йцукенгшщзхъфывапролджэячсмитьбюё';

const toCyrillic = new Map([...latin].map((key, place) => [key, cyrillic[place]!]));
const toLatin = new Map([...cyrillic].map((key, place) => [key, latin[place]!]));

/** What the same keys write in the other layout: `ghbdtn` → `привет`. Null for a word that is not of one layout. */
export function inOtherLayout(word: string): string | null {
  const keys = [...word.toLowerCase()];
  for (const layout of [toCyrillic, toLatin]) {
    const letters = keys.map((key) => layout.get(key));
    if (letters.every((letter) => letter !== undefined)) return letters.join('');
  }
  return null;
}
