import type { Installation } from '@parley/contract/installation';
import type { Runtime } from '#platform/context';
import type { SessionAnswer } from '#platform/http/route';
import { hasRoot } from './accounts-queries.ts';

/** What the first page needs to know: whether this is a fresh installation, and what it can do. */
export async function getInstallation(runtime: Runtime): Promise<SessionAnswer> {
  const { version, sendsMail, demoAvailable } = runtime.installation;
  const hasOwner = await runtime.pools.system(hasRoot, { readOnly: true });
  const body: Installation = { hasOwner, demoAvailable, version, mail: sendsMail };
  return { body };
}
