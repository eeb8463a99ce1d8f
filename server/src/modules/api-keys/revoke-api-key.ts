import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import type { ApiKey } from '@parley/contract/api-keys';
import { apiKeyOf } from './list-api-keys.ts';
import { getKey, revokeKey } from './api-keys-queries.ts';

/** The next request with the key is refused. A key that is revoked already is `record_missing`. */
export async function revokeApiKey(ctx: Ctx, input: { id: string }): Promise<ApiKey> {
  const { organizationId } = ctx.actor;
  const name = await revokeKey(ctx.db, organizationId, input.id);
  if (name === undefined) throw new AppError('record_missing', { details: { what: 'API key' } });
  await recordAudit(ctx, { action: 'api_key.revoked', subjectKind: 'api_key', subjectId: input.id, before: { name } });
  return apiKeyOf(await getKey(ctx.db, organizationId, input.id));
}
