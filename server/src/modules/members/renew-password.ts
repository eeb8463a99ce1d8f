import type { CreatedMember } from '@parley/contract/members';
import { createOneTimePassword, endSessionsOf, setOneTimePassword } from '#accounts';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { checkMayManage } from './check-may-manage.ts';
import { memberView } from './member-view.ts';
import { countMemberships, findMember, lockMember } from './members-queries.ts';

/**
 * A new one-time password for a member who cannot get in and has no mail. Ends their sessions. Throws `member_shared` for
 * somebody who belongs to another organization, too: there the password is not ours to set.
 */
export async function renewPassword(
  runtime: Runtime,
  { id }: { id: string },
  { actor }: SignedIn,
): Promise<CreatedMember> {
  const { organizationId } = actor;
  const once = await createOneTimePassword(runtime.clock.now());
  return runtime.systemTransaction(actor, async (ctx) => {
    const { db } = ctx;
    const member = await lockMember(db, organizationId, id);
    if (!member) throw new AppError('record_missing', { details: { what: 'member' } });
    await checkMayManage(db, actor, member.role);
    if ((await countMemberships(db, id)) > 1) throw new AppError('member_shared');
    await setOneTimePassword(db, id, once);
    await endSessionsOf(db, id, organizationId);
    await recordAudit(ctx, { action: 'member.password_renewed', subjectKind: 'member', subjectId: id });
    await ctx.events.emit('member.changed', id, { memberId: id });
    const row = await findMember(db, organizationId, id);
    return {
      member: memberView(row!, actor, undefined),
      oneTimePassword: once.password,
      expiresAt: once.expiresAt.toISOString(),
    };
  });
}
