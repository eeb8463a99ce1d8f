import { dryRunTask } from './dry-run-import.ts';
import { importContacts } from './run-import.ts';
import { undoContacts } from './run-undo.ts';

export const taskKinds = [dryRunTask, importContacts, undoContacts];
