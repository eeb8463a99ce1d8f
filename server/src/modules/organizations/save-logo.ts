import type { PictureCrop } from '@parley/contract/files';
import type { Organization } from '@parley/contract/organizations';
import { Readable } from 'node:stream';
import { recordAudit } from '#audit';
import { cropPicture, deleteFile, readPicture, saveFile } from '#files';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn, Upload } from '#platform/http/route';
import { organizationOf } from './get-organization.ts';
import { lockOrganizationRow, updateOrganizationRow } from './organizations-queries.ts';

/**
 * Makes the square of the uploaded picture the organization's logo, written anew like an avatar. The logo before it goes. Throws
 * `picture_unreadable`, `file_too_large`, `storage_full`.
 */
export async function saveLogo(
  runtime: Runtime,
  crop: PictureCrop,
  { actor }: Pick<SignedIn, 'actor'>,
  upload: Upload | null,
): Promise<Organization> {
  if (!upload) throw new AppError('upload_missing');
  const { large } = await cropPicture(await readPicture(upload.stream), crop);
  const { id } = await saveFile(runtime, actor, {
    name: 'logo.webp',
    stream: Readable.from([large]),
    ownerKind: 'avatar',
  });
  return replaceLogo(runtime, actor, id);
}

/** Takes the logo away; without one nothing happens. */
export async function removeLogo(
  runtime: Runtime,
  _input: unknown,
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<Organization> {
  return replaceLogo(runtime, actor, null);
}

function replaceLogo(runtime: Runtime, actor: Actor, fileId: string | null): Promise<Organization> {
  const { organizationId } = actor;
  return runtime.transaction(actor, async (ctx) => {
    const row = await lockOrganizationRow(ctx.db, organizationId);
    const { logo_file_id: before } = row;
    if (before !== fileId) {
      await updateOrganizationRow(ctx.db, organizationId, { logo_file_id: fileId });
      if (before) await deleteFile(ctx, before);
      const action = fileId ? 'organization.logo_changed' : 'organization.logo_removed';
      await recordAudit(ctx, { action, subjectKind: 'organization', subjectId: organizationId });
      await ctx.events.emit('organization.updated', organizationId, { organizationId });
    }
    return organizationOf({ ...row, logo_file_id: fileId });
  });
}
