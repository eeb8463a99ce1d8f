import type { ImportState } from '@parley/contract/imports';
import { AppError } from '#platform/errors';
import type { ImportRow } from './import-queries.ts';
import { stateOf } from './import-view.ts';

/** Throws `import_move_not_allowed` unless the import is in one of these states. */
export function refuseMove(
  row: ImportRow,
  move: 'change' | 'dry-run' | 'start' | 'undo',
  from: readonly ImportState[],
): void {
  const state = stateOf(row);
  if (!from.includes(state))
    throw new AppError('import_move_not_allowed', { details: { state, move, from: from.join(', ') } });
}
