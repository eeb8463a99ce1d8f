import type { ContactValues, contactValuesQuery } from '@parley/contract/contacts';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { listValues } from './contact-list-queries.ts';

/** The tags or the cities that there are, with how many contacts have each. */
export async function listContactValues(
  ctx: Ctx,
  { field }: z.output<typeof contactValuesQuery>,
): Promise<ContactValues> {
  return { data: await listValues(ctx.db, ctx.actor.organizationId, field) };
}
