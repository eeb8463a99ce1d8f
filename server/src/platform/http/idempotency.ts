import { createHash } from 'node:crypto';
import type { Ctx } from '../context.ts';
import type { Statement } from '../database/database.ts';
import type { Pools } from '../database/pools.ts';
import { AppError } from '../errors.ts';
import type { RawInput } from './parse-input.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The answer is that of the first request with this key. */
  readonly replayed: boolean;
}

export interface KeyedRequest {
  readonly key: string;
  readonly route: string;
  readonly status: number;
  readonly raw: RawInput;
}

/**
 * Carries a request out once a key (F9, F33): the key, the effect and the answer commit together, so a repeat finds all or
 * nothing of them. A repeat that comes while the first is at work waits for it; a failed one leaves no trace and may be
 * repeated. Throws `idempotency_key_reused` for another request under the same key.
 */
export async function carryOutOnce(ctx: Ctx, request: KeyedRequest, work: () => Promise<unknown>): Promise<Answer> {
  const place = [ctx.actor.organizationId, ctx.actor.id, request.route, request.key];
  const requestHash = createHash('sha256').update(JSON.stringify(request.raw)).digest();
  // The answer may hold a key or a person: sealed, and bound to its place.
  const purpose = `idempotency ${place.join(' ')}`;
  if (await claimKey(ctx, place, requestHash)) {
    const body = await work();
    const sealed = ctx.secrets.seal(Buffer.from(JSON.stringify(body ?? null)), purpose);
    await ctx.db.run(storeAnswer, [...place, request.status, sealed]);
    return { status: request.status, body, replayed: false };
  }
  const [first] = await ctx.db.run<{ request_hash: Buffer; status: number; response: Buffer }>(findAnswer, place);
  if (!first) throw new AppError('idempotency_key_busy');
  if (!first.request_hash.equals(requestHash)) throw new AppError('idempotency_key_reused');
  return {
    status: first.status,
    body: JSON.parse(ctx.secrets.open(first.response, purpose).toString()),
    replayed: true,
  };
}

async function claimKey(ctx: Ctx, place: readonly unknown[], requestHash: Buffer): Promise<boolean> {
  try {
    await ctx.db.run(limitWait, []);
    const claimed = await ctx.db.run(insertKey, [...place, requestHash]);
    await ctx.db.run(unlimitWait, []);
    return claimed.length > 0;
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') throw new AppError('idempotency_key_busy', { cause: error });
    throw error;
  }
}

/** Forgets keys after two days. */
export async function pruneIdempotencyKeys(pools: Pools): Promise<void> {
  await pools.system((db) => db.run(pruneKeys, []));
}

const limitWait: Statement = { name: 'idempotency_limit_wait', text: `set local lock_timeout = '10s'` };
const unlimitWait: Statement = { name: 'idempotency_unlimit_wait', text: 'set local lock_timeout to default' };
const insertKey: Statement = {
  name: 'idempotency_insert',
  text: `insert into idempotency_keys (organization_id, actor_id, route, key, request_hash) values ($1, $2, $3, $4, $5)
    on conflict do nothing returning 1`,
};
const storeAnswer: Statement = {
  name: 'idempotency_store',
  text: `update idempotency_keys set status = $5, response = $6
    where organization_id = $1 and actor_id = $2 and route = $3 and key = $4`,
};
const findAnswer: Statement = {
  name: 'idempotency_find',
  text: `select request_hash, status, response from idempotency_keys
    where organization_id = $1 and actor_id = $2 and route = $3 and key = $4`,
};
const pruneKeys: Statement = {
  name: 'idempotency_prune',
  text: `delete from idempotency_keys where created_at < now() - interval '2 days'`,
};
