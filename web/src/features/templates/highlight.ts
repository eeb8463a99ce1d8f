import { parseTemplate, type ParsedTemplate, type VariableToken } from '@parley/contract/template-syntax';

export interface Piece {
  readonly text: string;
  readonly look: 'plain' | 'variable' | 'fault';
}

/** The source cut where its looks change; the pieces together are the source. A fault wins over a variable. */
export function piecesOf(source: string, { tokens, errors }: ParsedTemplate): Piece[] {
  const spans = [
    ...errors.map(({ offset, length }) => ({ offset, length, look: 'fault' as const })),
    ...tokens.flatMap((token) =>
      token.kind === 'variable' ? [{ offset: token.offset, length: token.length, look: 'variable' as const }] : [],
    ),
  ].toSorted((a, b) => a.offset - b.offset);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { offset, length, look } of spans) {
    const end = Math.min(source.length, offset + Math.max(1, length));
    if (end <= at) continue;
    const start = Math.max(at, offset);
    if (start > at) pieces.push({ text: source.slice(at, start), look: 'plain' });
    pieces.push({ text: source.slice(start, end), look });
    at = end;
  }
  if (at < source.length) pieces.push({ text: source.slice(at), look: 'plain' });
  return pieces;
}

/** What is being typed after `{{` up to the caret; null when the caret is in no unfinished variable. */
export function typedVariable(source: string, caret: number): { from: number; word: string } | null {
  const before = source.slice(0, caret);
  const from = before.lastIndexOf('{{');
  if (from < 0) return null;
  const word = before.slice(from + 2);
  return /^[\p{L}\p{N}_.-]{0,64}$/u.test(word) ? { from, word } : null;
}

/** Puts a variable where it was begun, or over the selection; the caret goes behind it. */
export function insertVariable(
  source: string,
  { from, to }: { from: number; to: number },
  name: string,
): { text: string; caret: number } {
  // Braces that close what was begun here are taken over.
  const rest = source.slice(to).replace(/^\}{1,2}/, '');
  const written = `{{${name}}}`;
  return { text: source.slice(0, from) + written + rest, caret: from + written.length };
}

/** The variable in which, or at the end of which, the caret stands. */
export function variableAt(source: string, caret: number): VariableToken | null {
  const { tokens } = parseTemplate(source);
  const token = tokens.find(
    (each) => each.kind === 'variable' && caret > each.offset && caret <= each.offset + each.length,
  );
  return token?.kind === 'variable' ? token : null;
}

/** The source with another word for an empty value; an empty word takes the fallback away. */
export function withFallback(source: string, token: VariableToken, fallback: string): string {
  const inner = source.slice(token.offset + 2, token.offset + token.length - 2);
  const [head = ''] = inner.split('|', 1);
  const safe = fallback.replaceAll(/[{}|\n]/g, '');
  const written = safe === '' ? head.trimEnd() : `${head.trimEnd()}|${safe}`;
  return `${source.slice(0, token.offset)}{{${written}}}${source.slice(token.offset + token.length)}`;
}
