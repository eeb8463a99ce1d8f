import type { Label } from '@parley/contract/labels';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findLabel } from './label-queries.ts';

/** Throws `record_missing`. */
export async function getLabel(ctx: Ctx, { id }: { id: string }, lock?: 'for update'): Promise<Label> {
  const label = await findLabel(ctx.db, ctx.actor.organizationId, id, lock);
  if (!label) throw new AppError('record_missing', { details: { what: 'label' } });
  return label;
}
