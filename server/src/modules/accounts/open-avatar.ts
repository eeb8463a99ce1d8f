import type { AvatarQuery } from '@parley/contract/accounts';
import { openFile } from '#files';
import { systemActor, type Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { Download, type SignedIn } from '#platform/http/route';
import { findAvatar } from './accounts-queries.ts';

/** The picture of somebody in the reader's organization; another version than the present one is `record_missing`. */
export async function openAvatar(runtime: Runtime, input: AvatarQuery, { actor }: SignedIn): Promise<Download> {
  const { organizationId } = actor;
  const found = await runtime.transaction(actor, ({ db }) => findAvatar(db, organizationId, input.memberId), {
    readOnly: true,
  });
  const fileId = input.size === '64' ? found?.avatar_thumbnail_id : found?.avatar_file_id;
  if (!found?.avatar_organization_id || !fileId || found.avatar_file_id !== input.version)
    throw new AppError('record_missing', { details: { what: 'picture' } });
  const { stream, ...facts } = await openFile(runtime, systemActor(found.avatar_organization_id, new Set()), fileId);
  return new Download(stream, { ...facts, inline: true, keptForEver: true });
}
