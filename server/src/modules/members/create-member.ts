import type { CreatedMember, CreateMember } from '@parley/contract/members';
import { addUser, createOneTimePassword } from '#accounts';
import { recordAudit } from '#audit';
import { getOrganizationRow } from '#organizations';
import type { Runtime } from '#platform/context';
import type { SignedIn } from '#platform/http/route';
import { uuidv7 } from '#platform/uuid';
import { checkMayManage } from './check-may-manage.ts';
import { memberView } from './member-view.ts';
import { findMember, insertMember } from './members-queries.ts';

/**
 * Somebody with a login of their own and a password that works once; the answer is the only place where it is shown.
 * Throws `email_taken`, and `owner_only` when an owner is made by somebody else.
 */
export async function createMember(
  runtime: Runtime,
  input: CreateMember,
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<CreatedMember> {
  const { organizationId } = actor;
  const once = await createOneTimePassword(runtime.clock.now());
  const id = uuidv7();
  const { name, email, role } = input;
  return runtime.systemTransaction(actor, async (ctx) => {
    const { db } = ctx;
    await checkMayManage(db, actor, role);
    const organization = await getOrganizationRow(db, organizationId);
    const language = input.language ?? organization.language;
    await addUser(db, { id, email, name, language, time_zone: organization.time_zone, ...once.columns });
    await insertMember(db, { organization_id: organizationId, user_id: id, role });
    await recordAudit(ctx, {
      action: 'member.created',
      subjectKind: 'member',
      subjectId: id,
      after: { name, email, role },
    });
    await ctx.events.emit('member.changed', id, { memberId: id });
    const row = await findMember(db, organizationId, id);
    return {
      member: memberView(row!, actor, undefined),
      oneTimePassword: once.password,
      expiresAt: once.expiresAt.toISOString(),
    };
  });
}
