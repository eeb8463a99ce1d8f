import { gsmCode, notInGsm, smsParts } from '@parley/contract/sms-text';

const mostParts = 6;
const shownCharacters = 3;

export type TextWarning = { kind: 'unicode'; characters: string } | { kind: 'long' } | { kind: 'stop' };

/** What is allowed and yet seldom meant. `text` is the message as one person reads it. */
export function warningsOf(text: string): TextWarning[] {
  const warnings: TextWarning[] = [];
  const { encoding, parts } = smsParts(text);
  if (encoding === 'ucs2') {
    // A few odd characters among Latin text are an accident; Cyrillic is not.
    const odd = [...new Set([...text].filter((character) => gsmCode(character.charCodeAt(0)) === notInGsm))];
    if (odd.length <= shownCharacters && !odd.some((character) => /\p{L}/u.test(character))) {
      warnings.push({ kind: 'unicode', characters: odd.join(' ') });
    }
  }
  if (parts > mostParts) warnings.push({ kind: 'long' });
  if (!mentionsOptOut(text)) warnings.push({ kind: 'stop' });
  return warnings;
}

export function mentionsOptOut(text: string): boolean {
  return /stop|unsubscribe|opt.?out|стоп|отпис/i.test(text);
}
