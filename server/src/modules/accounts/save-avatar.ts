import type { PictureCrop } from '@parley/contract/files';
import { Readable } from 'node:stream';
import { recordAudit } from '#audit';
import { cropPicture, deleteFile, readPicture, saveFile } from '#files';
import { systemActor, type Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn, Upload } from '#platform/http/route';
import { lockUser, updateUser, type UserRow } from './accounts-queries.ts';
import { describeMe } from './get-me.ts';
import { requirePerson } from './sessions.ts';

/**
 * Makes the square of the uploaded picture the person's own: written anew in two sizes, so that nothing of the upload but its
 * pixels is kept. The picture before it goes. Throws `picture_unreadable`, `file_too_large`, `storage_full`.
 */
export async function saveAvatar(runtime: Runtime, crop: PictureCrop, caller: SignedIn, upload: Upload | null) {
  const { actor } = requirePerson(caller);
  if (!upload) throw new AppError('upload_missing');
  const picture = await cropPicture(await readPicture(upload.stream), crop);
  const save = (name: string, bytes: Buffer) =>
    saveFile(runtime, actor, { name, stream: Readable.from([bytes]), ownerKind: 'avatar' });
  const large = await save('avatar.webp', picture.large);
  const small = await save('avatar-small.webp', picture.small);
  return replaceAvatar(runtime, actor, {
    avatar_organization_id: actor.organizationId,
    avatar_file_id: large.id,
    avatar_thumbnail_id: small.id,
  });
}

/** Takes the person's picture away; without one nothing happens. */
export async function removeAvatar(runtime: Runtime, _input: unknown, caller: SignedIn) {
  const none = { avatar_organization_id: null, avatar_file_id: null, avatar_thumbnail_id: null };
  return replaceAvatar(runtime, requirePerson(caller).actor, none);
}

type Avatar = Pick<UserRow, 'avatar_organization_id' | 'avatar_file_id' | 'avatar_thumbnail_id'>;

async function replaceAvatar(runtime: Runtime, actor: ReturnType<typeof requirePerson>['actor'], avatar: Avatar) {
  const { before, me } = await runtime.pools.system(async (db) => {
    const row = await lockUser(db, actor.id);
    if (row.avatar_file_id !== avatar.avatar_file_id) {
      await updateUser(db, actor.id, avatar);
      const action = avatar.avatar_file_id ? 'user.avatar_changed' : 'user.avatar_removed';
      await recordAudit({ db, actor }, { action, subjectKind: 'user', subjectId: actor.id });
    }
    return { before: row, me: await describeMe(db, actor) };
  });
  await removeFiles(runtime, before);
  return me;
}

/** Not in the transaction of the change: the old files may be another organization's. One that is left over does no harm. */
async function removeFiles(runtime: Runtime, before: Avatar): Promise<void> {
  const { avatar_organization_id: organizationId, avatar_file_id: large, avatar_thumbnail_id: small } = before;
  if (!organizationId || !large || !small) return;
  await runtime.transaction(systemActor(organizationId, new Set()), async (ctx) => {
    await deleteFile(ctx, large);
    await deleteFile(ctx, small);
  });
}
