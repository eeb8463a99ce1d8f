import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Leftovers } from './run-command.ts';

/** A folder that goes with everything in it. Others may pass through it: PostgreSQL does not run as root. */
export async function temporaryFolder(prefix: string, leftovers: Leftovers): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  leftovers.defer(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711);
  return folder;
}
