/** A slash is also punctuation inside one number (`089/1234567`), so it separates only after a whole number. */
const fewestDigitsBeforeSlash = 7;
/** Nobody has so many phones: such a text is not looked into. */
const longestCell = 1_000;

/**
 * The texts of the numbers in one cell: `8 926 123-45-67, +7 (495) 123-45-67 доб. 12` gives two.
 * At least one text comes back, so that a cell without any number still has its verdict.
 */
export function splitPhones(cell: string): string[] {
  const text = withKnownExtensionWord(cell.trim());
  if (text.length > longestCell || !/[,;|/\n]/.test(text)) return [text];
  const pieces: string[] = [];
  let from = 0;
  for (const separator of text.matchAll(/[,;|/\n]+/g)) {
    const piece = text.slice(from, separator.index);
    const rest = text.slice(separator.index + separator[0].length);
    if (separator[0] === '/' && countDigits(piece) < fewestDigitsBeforeSlash) continue;
    if (/^\s*(доб|ext|x|#)/i.test(rest)) continue;
    pieces.push(piece);
    from = separator.index + separator[0].length;
  }
  pieces.push(text.slice(from));
  const numbers = pieces.map((piece) => piece.trim()).filter((piece) => countDigits(piece) > 0);
  return numbers.length > 0 ? numbers : [text];
}

/** The library knows `доб.` as the mark of an extension, but not the equally common `вн.` and `внутр.`. */
function withKnownExtensionWord(text: string): string {
  return text.replace(/вн(утр)?\.?\s*(?=\d{1,6}$)/i, 'доб. ');
}

function countDigits(text: string): number {
  return text.match(/\d/g)?.length ?? 0;
}
