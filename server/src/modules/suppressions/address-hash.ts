import { createHmac, randomBytes } from 'node:crypto';
import type { Ctx } from '#platform/context';
import type { Subject } from './subject.ts';
import { findSalt, insertSalt } from './suppression-queries.ts';

/**
 * What is left of a suppressed address when its person is erased: the same address gives the same hash, and without the
 * installation's key nobody can try out all telephone numbers.
 */
export type HashAddress = (address: Subject) => string;

/** The organization's hash, made when it is first needed. */
export async function makeAddressHash(ctx: Ctx): Promise<HashAddress> {
  const existing = await findAddressHash(ctx);
  if (existing) return existing;
  const purpose = saltPurpose(ctx.actor.organizationId);
  await insertSalt(ctx.db, ctx.actor.organizationId, ctx.secrets.seal(randomBytes(32), purpose));
  return (await findAddressHash(ctx))!;
}

/** Null while nobody suppressed has ever been erased: then no address needs to be looked up by its hash. */
export async function findAddressHash(ctx: Ctx): Promise<HashAddress | null> {
  const { organizationId } = ctx.actor;
  const sealed = await findSalt(ctx.db, organizationId);
  if (!sealed) return null;
  const salt = ctx.secrets.open(sealed, saltPurpose(organizationId));
  return ({ kind, subject }) => createHmac('sha256', salt).update(`${kind}:${subject}`).digest('hex');
}

function saltPurpose(organizationId: string): string {
  return `suppression-salt:${organizationId}`;
}
