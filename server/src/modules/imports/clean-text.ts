/** Anything that is not plain printed text with single spaces. Most cells have nothing of the kind, and are only trimmed. */
const unclean =
  /[\u0300-\u036f\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]| {2}/;

/**
 * The text of a cell without what cannot be seen: control characters, zero-width and direction marks, decomposed letters,
 * doubled spaces. NUL in particular, which PostgreSQL refuses. Line breaks become spaces unless they are kept.
 */
export function cleanText(cell: string, lineBreaks: 'kept' | 'spaces'): string {
  if (cell === '' || !unclean.test(cell)) return cell.trim();
  const text = cell
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
  const spaced = lineBreaks === 'kept' ? text : text.replaceAll('\n', ' ');
  return spaced
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}
