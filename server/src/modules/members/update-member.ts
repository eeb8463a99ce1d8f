import type { Member, UpdateMember } from '@parley/contract/members';
import { endSessionsOf } from '#accounts';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { checkMayManage } from './check-may-manage.ts';
import { memberView } from './member-view.ts';
import { countOtherOwners, findMember, lockMember, updateMembership } from './members-queries.ts';

/**
 * Gives a member another role, or lets them in no more. Either ends their sessions here: nothing goes on with the old rights
 * (SEC-39). Throws `owner_only`, and `owner_required` when nobody would be left to own the organization.
 */
export async function updateMember(
  runtime: Runtime,
  input: UpdateMember & { id: string },
  { actor }: SignedIn,
): Promise<Member> {
  const { organizationId } = actor;
  const { id } = input;
  return runtime.systemTransaction(actor, async (ctx) => {
    const { db } = ctx;
    const before = await lockMember(db, organizationId, id);
    if (!before) throw new AppError('record_missing', { details: { what: 'member' } });
    const after = { role: input.role ?? before.role, isDisabled: input.isDisabled ?? before.isDisabled };
    if (after.role !== before.role || after.isDisabled !== before.isDisabled) {
      await checkMayManage(db, actor, before.role, after.role);
      const stays = after.role === 'owner' && !after.isDisabled;
      if (before.role === 'owner' && !stays && (await countOtherOwners(db, organizationId, id)) === 0)
        throw new AppError('owner_required');
      const disabledAt = after.isDisabled ? runtime.clock.now() : null;
      await updateMembership(db, organizationId, id, { role: after.role, disabled_at: disabledAt });
      await endSessionsOf(db, id, organizationId);
      await recordAudit(ctx, {
        action: 'member.updated',
        subjectKind: 'member',
        subjectId: id,
        before: { ...before },
        after,
      });
      await ctx.events.emit('member.changed', id, { memberId: id });
    }
    const row = await findMember(db, organizationId, id);
    return memberView(row!, actor, undefined);
  });
}
