/** Where words that were searched for stand in a text. Case and ё do not matter, as on the server. */

/** Of the same length, so that places in it are places in the text. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  const same = lower.length === text.length ? lower : text.replace(/[\s\S]/g, (unit) => only(unit.toLowerCase(), unit));
  return same.replaceAll('ё', 'е');
}

const only = (lower: string, unit: string): string => (lower.length === 1 ? lower : unit);

/** The words of those readings that the text has all words of: they are why it was found. */
export function wordsIn(text: string, readings: readonly (readonly string[])[]): readonly string[] {
  if (readings.length === 0 || text === '') return noWords;
  const all = folded(text);
  const found = readings.filter((reading) => reading.every((word) => all.includes(folded(word))));
  return found.length === 0 ? noWords : found.flat().map(folded);
}

export const noWords: readonly string[] = [];

/** The text in parts: every second one is one of the words. */
export function markedParts(text: string, words: readonly string[]): string[] {
  if (words.length === 0) return [text];
  const longestFirst = [...new Set(words)].toSorted((one, other) => other.length - one.length);
  const pattern = new RegExp(longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  const parts: string[] = [];
  let end = 0;
  for (const match of folded(text).matchAll(pattern)) {
    parts.push(text.slice(end, match.index), text.slice(match.index, match.index + match[0].length));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
