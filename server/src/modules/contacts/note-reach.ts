import type { AddressReport } from '#channel';
import type { Ctx } from '#platform/context';
import { updateIdentityAddress, updateReachAddress, updateReachState, upsertReach } from './contact-reach-queries.ts';

/** Through this account the person is reached at this address, as they have written from it. */
export async function noteReachable(
  ctx: Ctx,
  place: { channelId: string; address: string; contactId: string },
): Promise<void> {
  await upsertReach(ctx.db, ctx.actor.organizationId, place);
}

/** What the network says of an address of an account. Of nobody we know it is nothing. */
export async function noteReach(
  ctx: Ctx,
  {
    channelId,
    network,
    address,
    news,
  }: { channelId: string; network: string } & Pick<AddressReport, 'address' | 'news'>,
): Promise<void> {
  const { organizationId } = ctx.actor;
  if (typeof news === 'object') {
    await updateReachAddress(ctx.db, organizationId, { channelId, address }, news.movedTo);
    await updateIdentityAddress(ctx.db, organizationId, network, address, news.movedTo);
    return;
  }
  const changed = await updateReachState(ctx.db, organizationId, { channelId, address }, news);
  if (changed) await ctx.events.emit('contact.updated', changed.contactId, { contactId: changed.contactId });
}
