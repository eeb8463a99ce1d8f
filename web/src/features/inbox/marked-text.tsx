import { createContext, Fragment, use } from 'react';
import { markedParts, noWords } from './text-marks.ts';

/** Words to be marked in the texts below. */
export const Marks = createContext<readonly string[]>(noWords);

export function MarkedText({ text }: { text: string }) {
  const words = use(Marks);
  if (words.length === 0) return text;
  return markedParts(text, words).map((part, index) =>
    index % 2 === 1 ? (
      <mark key={index} className="found">
        {part}
      </mark>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
