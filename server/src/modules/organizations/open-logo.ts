import type { LogoParams } from '@parley/contract/organizations';
import { openFile } from '#files';
import { systemActor, type Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { Download, type SignedIn } from '#platform/http/route';
import { findLogo } from './organizations-queries.ts';

/** The logo of the reader's organization, or of another that they belong to, to choose from; any other is `record_missing`. */
export async function openLogo(
  runtime: Runtime,
  { organizationId, version }: LogoParams,
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<Download> {
  const userId = actor.kind === 'user' ? actor.id : null;
  const reader = { organizationId: actor.organizationId, userId };
  const fileId = await runtime.pools.system((db) => findLogo(db, organizationId, reader), { readOnly: true });
  if (!fileId || fileId !== version) throw new AppError('record_missing', { details: { what: 'picture' } });
  const { stream, ...facts } = await openFile(runtime, systemActor(organizationId, new Set()), fileId);
  return new Download(stream, { ...facts, inline: true, keptForEver: true });
}
