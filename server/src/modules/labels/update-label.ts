import type { Label, updateLabelBody } from '@parley/contract/labels';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { getLabel } from './get-label.ts';
import { isNameTaken, updateLabel as updateRow } from './label-queries.ts';

/** Throws `record_missing` or `label_name_taken`. */
export async function updateLabel(ctx: Ctx, input: { id: string } & z.output<typeof updateLabelBody>): Promise<Label> {
  const { organizationId } = ctx.actor;
  const before = await getLabel(ctx, input, 'for update');
  const after = { id: before.id, name: input.name ?? before.name, colour: input.colour ?? before.colour };
  if (after.name === before.name && after.colour === before.colour) return before;
  if (await isNameTaken(ctx.db, organizationId, after))
    throw new AppError('label_name_taken', { details: { name: after.name } });
  await updateRow(ctx.db, organizationId, after);
  await recordAudit(ctx, { action: 'label.updated', subjectKind: 'label', subjectId: after.id, before, after });
  await ctx.events.emit('label.changed', after.id, { labelId: after.id });
  return after;
}
