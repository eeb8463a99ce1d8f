import type { Language } from '@parley/contract/errors';
import { createOrganization } from '#organizations';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { createToken } from '#platform/token';
import { uuidv7 } from '#platform/uuid';
import { hasRoot, insertMembership, isDemoOpen, updateDemoOpen } from './accounts-queries.ts';
import { addUser } from './add-user.ts';
import { describeMe } from './get-me.ts';
import { hashPassword } from './passwords.ts';
import { actorOf, requireRoot, requireSecureConnection, startSession } from './sessions.ts';

export interface DemoAccount {
  readonly actor: Actor;
  readonly answer: SessionAnswer;
}

interface NewDemoAccount {
  readonly organizationName: string;
  readonly name: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly place: { readonly country: string; readonly currency: string };
}

/**
 * A stranger with a demo organization of their own, signed in until the browser is closed. Owner of it and root of nothing;
 * nobody can sign in as them again. Throws `demo_off`, `root_only`, `person_required` or `connection_not_secure`.
 */
export async function openDemoAccount(
  runtime: Runtime,
  { organizationName, name, language, timeZone, place }: NewDemoAccount,
  caller: Caller,
): Promise<DemoAccount> {
  requireSecureConnection(caller);
  await requireDemoAccess(runtime, caller);
  const passwordHash = await hashPassword(createToken());
  const userId = uuidv7();
  return runtime.pools.system(async (db) => {
    const organizationId = await createOrganization(db, {
      name: organizationName,
      language,
      timeZone,
      isDemo: true,
      place,
    });
    const email = `guest-${userId.slice(-6)}@demo.invalid`;
    await addUser(db, { id: userId, email, name, password_hash: passwordHash, language, time_zone: timeZone });
    await insertMembership(db, { organization_id: organizationId, user_id: userId, role: 'owner' });
    const actor = actorOf({ userId, organizationId, role: 'owner', language }, caller);
    const token = await startSession(db, actor, false);
    return { actor, answer: { body: await describeMe(db, actor), token } };
  });
}

/** Strangers while nobody owns the installation, or when its root has opened the demo; the root always. */
async function requireDemoAccess(runtime: Runtime, caller: Caller): Promise<void> {
  if (!runtime.installation.demoAvailable) throw new AppError('demo_off');
  const isForAll = await runtime.pools.system(async (db) => !(await hasRoot(db)) || (await isDemoOpen(db)), {
    readOnly: true,
  });
  if (!isForAll) await requireRoot(runtime, caller);
}

/** Throws `root_only`. */
export async function setDemoAccess(
  runtime: Runtime,
  { open }: { open: boolean },
  caller: Caller,
): Promise<SessionAnswer> {
  await requireRoot(runtime, caller);
  await runtime.pools.system((db) => updateDemoOpen(db, open));
  return { body: { open } };
}
