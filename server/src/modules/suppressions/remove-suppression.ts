import type { suppressionParams } from '@parley/contract/suppressions';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { auditSubject } from './add-suppression.ts';
import { deleteSuppression } from './suppression-queries.ts';

/**
 * Takes one entry off the list. A person's opt-out has an entry for the contact and one for each address: each is taken off
 * on its own. Consents that the opt-out withdrew stay withdrawn. Throws `record_missing` when there is no such entry.
 */
export async function removeSuppression(
  ctx: Ctx,
  input: z.output<typeof suppressionParams>,
): Promise<{ removed: true }> {
  const gone = await deleteSuppression(ctx.db, ctx.actor.organizationId, input.kind, input.subject);
  if (!gone) throw new AppError('record_missing', { details: { what: 'suppression' } });
  const before = { reason: gone.reason, source: gone.source, createdAt: gone.created_at };
  await recordAudit(ctx, { action: 'suppression.removed', ...auditSubject(input), before });
  return { removed: true };
}
