import { createHash } from 'node:crypto';
import type { Ctx } from '../context.ts';
import type { Statement } from '../database/database.ts';
import { AppError } from '../errors.ts';
import type { Description } from './route.ts';

const lockRecord: Statement = {
  name: 'http_lock_record',
  text: `select pg_advisory_xact_lock(hashtextextended($1, 9))`,
};

export interface VersionedRequest {
  readonly versionOf: NonNullable<Description['versionOf']>;
  readonly isRead: boolean;
  /** The header `If-Match`. */
  readonly known: string | undefined;
  /** Without an id it is the organization's own. */
  readonly input: { readonly id?: string };
}

/**
 * Carries out what reads or changes a record that people can collide on, and answers with the version that it has then.
 * Changes of one record wait for each other, so that the version that is compared is the one that is changed. Throws
 * `version_changed`.
 */
export async function carryOutOnVersion(
  ctx: Ctx,
  { versionOf, isRead, known, input }: VersionedRequest,
  work: () => Promise<unknown>,
): Promise<{ body: unknown; etag: string }> {
  if (isRead) {
    const body = await work();
    return { body, etag: tagOf(body) };
  }
  const record = { id: input.id ?? ctx.actor.organizationId };
  await ctx.db.run(lockRecord, [record.id]);
  if (known !== undefined && known !== '*') {
    const present = tagOf(await versionOf(ctx, record));
    if (!known.split(',').some((tag) => tag.trim() === present)) throw new AppError('version_changed');
  }
  const body = await work();
  return { body, etag: tagOf(await versionOf(ctx, record)) };
}

function tagOf(record: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22)}"`;
}
