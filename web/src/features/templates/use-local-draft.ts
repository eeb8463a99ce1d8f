import { useEffect, useState } from 'react';
import { pageOwner } from '#lib/page-owner';
import { read, write } from '#lib/storage';

export interface TemplateDraft {
  readonly name: string;
  readonly target: string;
  readonly categoryId: string | null;
  readonly text: string;
}

interface Kept extends TemplateDraft {
  /** Unix milliseconds. */
  readonly at: number;
}

/** New ones have no id of their own: they are the person's in the organization. */
const keyOf = (id: string): string => `parley.template.${pageOwner()}.${id}`;

/** What was written and not saved, kept in this browser until it is saved or thrown away. */
export function useLocalDraft(id: string, saved: TemplateDraft) {
  const [restored] = useState(() => keptDraft(id, saved));
  // Null: as it is saved, also when that changes.
  const [written, setWritten] = useState<TemplateDraft | null>(restored);
  const draft = written ?? saved;
  const isDirty = !isSame(draft, saved);
  useEffect(() => {
    write(keyOf(id), isDirty ? JSON.stringify({ ...draft, at: Date.now() }) : null);
  }, [id, draft, isDirty]);
  return {
    draft,
    change: (part: Partial<TemplateDraft>) => setWritten((before) => ({ ...(before ?? saved), ...part })),
    discard: () => setWritten(null),
    isDirty,
    /** When what came back was written; null when nothing came back. */
    restoredAt: restored?.at ?? null,
  };
}

export function forgetLocalDraft(id: string): void {
  write(keyOf(id), null);
}

function keptDraft(id: string, saved: TemplateDraft): Kept | null {
  const text = read(keyOf(id));
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    const isWhole = typeof kept.text === 'string' && typeof kept.name === 'string' && typeof kept.at === 'number';
    if (!isWhole || isSame(kept as Kept, saved)) return null;
    return { ...saved, ...kept } as Kept;
  } catch {
    // Not ours, or from another time: it is written anew with the next letter.
    return null;
  }
}

function isSame(a: TemplateDraft, b: TemplateDraft): boolean {
  return a.name === b.name && a.target === b.target && a.categoryId === b.categoryId && a.text === b.text;
}
