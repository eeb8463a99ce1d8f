import type { ThreadEntry } from '@parley/contract/conversations';
import { useState } from 'react';

/**
 * How many messages of the customer came while somebody read further up; none at the end of the thread. `newest` are the
 * newest entries, newest first.
 */
export function useUnseen(thread: string, newest: readonly ThreadEntry[], isAtEnd: boolean): number {
  const [seen, setSeen] = useState({ thread, id: '' });
  const last = newest[0]?.id ?? '';
  // What was there when the thread was opened is not new.
  const isFirst = seen.thread !== thread || seen.id === '';
  if ((isFirst || isAtEnd) && (seen.thread !== thread || seen.id !== last)) setSeen({ thread, id: last });
  if (isFirst || isAtEnd) return 0;
  return newest.filter(({ id, direction }) => direction === 'in' && id > seen.id).length;
}
