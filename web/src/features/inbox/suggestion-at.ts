/** What is being typed after a sign that begins a word, up to the caret; null when nothing is. */
export function suggestionAt(text: string, caret: number, sign: '/' | '@'): { start: number; query: string } | null {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf(sign);
  if (start === -1 || (start > 0 && !/\s/.test(before[start - 1]!))) return null;
  const query = before.slice(start + 1);
  // A path or a sentence is no search: at most three words on one line.
  if (
    /\n/.test(query) ||
    /^\s/.test(query) ||
    query.includes(sign) ||
    query.split(/\s+/).length > 3 ||
    query.length > 60
  )
    return null;
  return { start, query };
}

/** Of the members those whose name stands in the text after an `@`. */
export function mentionedIn(text: string, members: readonly { id: string; name: string }[]): string[] {
  return members.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
}
