import type { Installation } from '@parley/contract/installation';
import type { Runtime } from '#platform/context';
import type { SessionAnswer } from '#platform/http/route';
import { hasRoot, isDemoOpen } from './accounts-queries.ts';

/** What the first page needs to know: whether this is a fresh installation, and what it can do. */
export async function getInstallation(runtime: Runtime): Promise<SessionAnswer> {
  const { version, sendsMail, demoAvailable, signUpOpen } = runtime.installation;
  const { hasOwner, demoOpen } = await runtime.pools.system(
    async (db) => ({ hasOwner: await hasRoot(db), demoOpen: await isDemoOpen(db) }),
    { readOnly: true },
  );
  const isForStrangers = demoAvailable && (!hasOwner || demoOpen);
  const body: Installation = { hasOwner, demoAvailable: isForStrangers, version, mail: sendsMail, signUpOpen };
  return { body };
}
