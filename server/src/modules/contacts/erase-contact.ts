import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { eraseContacts } from './erase-contacts.ts';

/** Erases one person. Throws `record_missing`, also when it was erased before. */
export async function eraseContact(ctx: Ctx, { id }: { id: string }): Promise<{ erased: true }> {
  const erased = await eraseContacts(ctx, [id]);
  if (erased.length === 0) throw new AppError('record_missing', { details: { what: 'contact' } });
  return { erased: true };
}
