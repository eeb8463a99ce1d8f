import type { Me, SignUp } from '@parley/contract/accounts';
import { recordAudit } from '#audit';
import { queueMail } from '#mail';
import { createOrganization } from '#organizations';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { uuidv7 } from '#platform/uuid';
import { claimRoot, insertMembership } from './accounts-queries.ts';
import { addUser } from './add-user.ts';
import { describeMe } from './get-me.ts';
import { checkNewPassword, hashPassword } from './passwords.ts';
import { verificationMail } from './verification-mail.ts';
import { actorOf, requireSecureConnection, startSession } from './sessions.ts';

/**
 * A new person with an organization of their own, signed in. The first of the installation is its root.
 * Throws `email_taken`.
 */
export async function signUp(runtime: Runtime, input: SignUp, caller: Caller): Promise<SessionAnswer & { body: Me }> {
  requireSecureConnection(caller);
  await checkNewPassword(input.password, input.email, 'password');
  const passwordHash = await hashPassword(input.password);
  const userId = uuidv7();
  const language = input.language ?? caller.language;
  return runtime.pools.system(async (db) => {
    const organizationId = await createOrganization(db, {
      name: input.organizationName,
      language,
      timeZone: input.timeZone ?? 'UTC',
    });
    const isRoot = await claimRoot(db, userId);
    await addUser(db, {
      id: userId,
      email: input.email,
      name: input.name,
      password_hash: passwordHash,
      language,
      ...(input.timeZone && { time_zone: input.timeZone }),
      last_organization_id: organizationId,
      installation_role: isRoot ? 'root' : null,
    });
    await insertMembership(db, { organization_id: organizationId, user_id: userId, role: 'owner' });
    const actor = actorOf({ userId, organizationId, role: 'owner', language }, caller);
    await recordAudit(
      { db, actor },
      {
        action: 'organization.created',
        subjectKind: 'organization',
        subjectId: organizationId,
        after: { name: input.organizationName },
      },
    );
    // Without a mail server nothing would reach anybody, and nothing is asked of who has not proven their address.
    if (runtime.installation.sendsMail) await queueMail(db, verificationMail, { address: input.email, language });
    const token = await startSession(db, actor, input.remember);
    return { body: await describeMe(db, actor), token };
  });
}
