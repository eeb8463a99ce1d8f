/** Which message of the server became of what was sent here, as long as it may be taken back. */
const known = new Map<string, string>();
const most = 50;

export function noteSent(clientId: string, messageId: string): void {
  known.set(clientId, messageId);
  const oldest = known.keys().next();
  if (known.size > most && !oldest.done) known.delete(oldest.value);
}

export const sentAs = (clientId: string): string | undefined => known.get(clientId);
