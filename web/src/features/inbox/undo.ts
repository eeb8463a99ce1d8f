/** The last thing that can be taken back, for the key; and what was said of things that may still be refused. */
let lastUndo: (() => void) | null = null;
const notices = new Map<string, () => void>();
const most = 50;

export function rememberUndo(undo: () => void): void {
  lastUndo = undo;
}

export function undoLast(): void {
  const undo = lastUndo;
  lastUndo = null;
  undo?.();
}

/** `dismiss` takes back what was said about the thing of this id. */
export function noteNotice(clientId: string, dismiss: () => void): void {
  notices.set(clientId, dismiss);
  const oldest = notices.keys().next();
  if (notices.size > most && !oldest.done) notices.delete(oldest.value);
}

export function dismissNotice(clientId: string): void {
  notices.get(clientId)?.();
  notices.delete(clientId);
}
