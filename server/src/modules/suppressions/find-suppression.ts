import type { MarketingTarget } from './is-suppressed.ts';
import { subjectOfAddress } from './subject.ts';
import { findSuppression as findRow } from './suppression-queries.ts';
import type { Ctx } from '#platform/context';

/** Why marketing to this person, or at this address, is stopped; undefined when it is not. */
export async function findSuppression(ctx: Ctx, { contactId, network, address }: MarketingTarget) {
  const { organizationId } = ctx.actor;
  return (
    (await findRow(ctx.db, organizationId, { kind: 'contact', subject: contactId })) ??
    (await findRow(ctx.db, organizationId, subjectOfAddress(network, address)))
  );
}
