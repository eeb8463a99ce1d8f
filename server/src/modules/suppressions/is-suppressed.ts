import type { Ctx } from '#platform/context';
import { subjectOfAddress, type Subject } from './subject.ts';
import { isAnySuppressed } from './suppression-queries.ts';

export interface MarketingTarget {
  readonly contactId: string;
  readonly network: string;
  readonly address: string;
}

/** Whether marketing to this person, at this address, is stopped. The claim asks the same of `suppressions` itself, for a whole range. */
export async function isSuppressed(ctx: Ctx, { contactId, network, address }: MarketingTarget): Promise<boolean> {
  const person: Subject = { kind: 'contact', subject: contactId };
  return isAnySuppressed(ctx.db, ctx.actor.organizationId, [person, subjectOfAddress(network, address)]);
}
