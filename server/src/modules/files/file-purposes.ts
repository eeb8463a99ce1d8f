import type { FilePurpose } from '@parley/contract/files';
import type { Permission } from '@parley/contract/permissions';

interface PurposeRules {
  /** To see what was stored for this purpose, or to link to it. */
  readonly read: Permission;
  readonly limitBytes: number;
}

const mebibyte = 1024 * 1024;

export const purposes: Readonly<Record<FilePurpose, PurposeRules>> = {
  attachment: { read: 'files:read', limitBytes: 50 * mebibyte },
  avatar: { read: 'profile:read', limitBytes: mebibyte },
  import: { read: 'contacts:import', limitBytes: 1024 * mebibyte },
  task_result: { read: 'tasks:read', limitBytes: 10 * 1024 * mebibyte },
};
