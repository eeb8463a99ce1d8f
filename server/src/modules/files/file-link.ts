import type { FileLink } from '@parley/contract/files';
import { z } from 'zod';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import type { Secrets } from '#platform/secrets';
import { getReadableFile } from './get-file.ts';

const lifeSeconds = 5 * 60;
const purpose = 'files.link';
/** Organization, file, and when it ends in unix seconds. */
const contents = z.tuple([z.uuid(), z.uuid(), z.int()]);

/**
 * An address for a browser, good for five minutes. What it leads to is sealed into it with the installation's key, so it
 * can be neither made nor changed by others (SEC-35). It leads to the address that files have of their own, if there is one
 * (SEC-22).
 */
export async function createFileLink(
  runtime: Runtime,
  input: { id: string },
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<FileLink> {
  const { secrets, clock, installation } = runtime;
  const file = await runtime.transaction(actor, (ctx) => getReadableFile(ctx, input.id), { readOnly: true });
  const expires = Math.floor(clock.now().getTime() / 1_000) + lifeSeconds;
  const sealed = secrets.seal(Buffer.from(JSON.stringify([actor.organizationId, file.id, expires])), purpose);
  return {
    url: `${installation.filesUrl ?? ''}/api/v1/files/content/${sealed.toString('base64url')}`,
    expiresAt: new Date(expires * 1_000).toISOString(),
  };
}

/** Throws `file_link_invalid` for a link that has ended or is not one of ours. */
export function openFileLink(secrets: Secrets, token: string, now: Date): { organizationId: string; fileId: string } {
  const sealed = Buffer.from(token, 'base64url');
  // Decoding passes over what is no base64url: one link would have many spellings.
  if (sealed.toString('base64url') !== token) throw new AppError('file_link_invalid');
  let plain: Buffer;
  try {
    plain = secrets.open(sealed, purpose);
  } catch (cause) {
    throw new AppError('file_link_invalid', { cause });
  }
  const [organizationId, fileId, expires] = contents.parse(JSON.parse(plain.toString()));
  if (now.getTime() >= expires * 1_000) throw new AppError('file_link_invalid');
  return { organizationId, fileId };
}
