/**
 * What people write to be left alone, in the form `normalised` gives. The English ones are those that revoke consent to
 * texts by 47 CFR 64.1200(a)(10), and what carriers add to them.
 */
const everybodysWords: ReadonlySet<string> = new Set([
  'stop',
  'stop all',
  'stopall',
  'quit',
  'end',
  'revoke',
  'opt out',
  'optout',
  'cancel',
  'unsubscribe',
  'unsub',
  'стоп',
  'отписаться',
  'отписка',
  'отпишите',
  'отпишите меня',
  'отпиши меня',
  'не писать',
  'не пишите',
  'не пишите мне',
]);

/**
 * The opt-out word that a message consists of, in plain form; null when it is anything else. The whole message counts, not
 * a word in it: “stop by at six” opts nobody out.
 */
export function optOutWord(text: string, ownWords: readonly string[]): string | null {
  const word = normalised(text);
  const isKnown = everybodysWords.has(word) || ownWords.some((own) => word !== '' && normalised(own) === word);
  return isKnown ? word : null;
}

/** Case, ё, punctuation, emoji and blanks do not matter: `«Стоп!!!»` → `стоп`. */
function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
