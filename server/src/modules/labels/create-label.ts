import type { createLabelBody, Label } from '@parley/contract/labels';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { insertLabel } from './label-queries.ts';

/** Throws `label_name_taken`. */
export async function createLabel(ctx: Ctx, input: z.output<typeof createLabelBody>): Promise<Label> {
  const label = { id: uuidv7(), ...input };
  if (!(await insertLabel(ctx.db, ctx.actor.organizationId, label)))
    throw new AppError('label_name_taken', { details: { name: input.name } });
  await recordAudit(ctx, { action: 'label.created', subjectKind: 'label', subjectId: label.id, after: input });
  await ctx.events.emit('label.changed', label.id, { labelId: label.id });
  return label;
}
