import type { CompleteSignUp } from '@parley/contract/accounts';
import { recordAudit } from '#audit';
import { createOrganization } from '#organizations';
import type { Actor } from '#platform/context';
import type { Database } from '#platform/database/database';
import type { Caller } from '#platform/http/route';
import { insertMembership } from './accounts-queries.ts';
import { addUser } from './add-user.ts';
import { actorOf } from './sessions.ts';

interface Founder extends Omit<CompleteSignUp, 'token' | 'password' | 'remember'> {
  readonly userId: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly isRoot: boolean;
  /** When it was shown that mails to the address reach the person. */
  readonly verifiedAt: Date | null;
}

/** A new person with an organization of their own, which they own. Throws `email_taken`. */
export async function foundOrganization(db: Database, founder: Founder, caller: Caller): Promise<Actor> {
  const { userId, organizationName: name, timeZone } = founder;
  const language = founder.language ?? caller.language;
  const organizationId = await createOrganization(db, { name, language, timeZone: timeZone ?? 'UTC' });
  await addUser(db, {
    id: userId,
    email: founder.email,
    name: founder.name,
    password_hash: founder.passwordHash,
    language,
    ...(timeZone && { time_zone: timeZone }),
    last_organization_id: organizationId,
    installation_role: founder.isRoot ? 'root' : null,
    email_verified_at: founder.verifiedAt,
  });
  await insertMembership(db, { organization_id: organizationId, user_id: userId, role: 'owner' });
  const actor = actorOf({ userId, organizationId, role: 'owner', language }, caller);
  const facts = { action: 'organization.created', subjectKind: 'organization', subjectId: organizationId };
  await recordAudit({ db, actor }, { ...facts, after: { name } });
  return actor;
}
