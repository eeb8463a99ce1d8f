export interface SearchTerms {
  /** Every one of them is part of what is found. */
  readonly words: readonly string[];
  /** The same words, had the keyboard been switched to the other language; empty when there are none. */
  readonly switched: readonly string[];
  /** Of a phone number, when what was typed can be one: at least four. */
  readonly digits: string | null;
}

const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const cyrillic = 'ёйцукенгшщзхъфывапролджэячсмитьбю';

/** What a person who types `q` looks for (`ghbdtn` is `привет`, typed on the wrong keyboard). */
export function searchTerms(q: string): SearchTerms {
  const digits = q.replace(/\D/g, '');
  // A phone as people write it is one thing, not some short words.
  if (/^[\d\s()+.-]*$/.test(q) && digits.length >= 4) return { words: [q.trim()], switched: [], digits };
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const isOneScript = /^[\x20-\x7e]*$/.test(q) || /^[а-яё\s\d]*$/i.test(q);
  const other = isOneScript && /\p{L}/u.test(q) ? switchKeyboard(q.toLowerCase()).split(/\s+/).filter(Boolean) : [];
  return { words, switched: other, digits: null };
}

function switchKeyboard(text: string): string {
  const isCyrillic = /[а-яё]/.test(text);
  const [from, to] = isCyrillic ? [cyrillic, latin] : [latin, cyrillic];
  return [...text].map((letter) => to[from.indexOf(letter)] ?? letter).join('');
}
