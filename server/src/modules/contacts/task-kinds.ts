import { bulkActionKind } from './bulk-action.ts';

export const taskKinds = [bulkActionKind];
