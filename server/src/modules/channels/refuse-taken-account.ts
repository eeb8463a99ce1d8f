import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findChannelOfAccount, lockAccount } from './channel-queries.ts';

/**
 * One account is one channel: of two, each would take messages from the other (CHN-13). Of two people who add it at once,
 * one waits for the other. Throws `channel_account_taken`.
 */
export async function refuseTakenAccount(
  ctx: Ctx,
  { id, kind, account }: { id: string; kind: string; account: string | null },
): Promise<void> {
  if (account === null) return;
  const { organizationId } = ctx.actor;
  await lockAccount(ctx.db, organizationId, kind, account);
  const other = await findChannelOfAccount(ctx.db, organizationId, { kind, account, exceptId: id });
  if (other) throw new AppError('channel_account_taken', { details: { name: other.name } });
}
