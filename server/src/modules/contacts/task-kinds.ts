import { bulkActionKind } from './bulk-action.ts';
import { undoBulkActionKind } from './undo-bulk-action.ts';

export const taskKinds = [bulkActionKind, undoBulkActionKind];
