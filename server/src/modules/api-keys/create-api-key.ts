import type { CreateApiKey, CreatedApiKey } from '@parley/contract/api-keys';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { createToken, hashToken } from '#platform/token';
import { uuidv7 } from '#platform/uuid';
import { apiKeyOf } from './list-api-keys.ts';
import { getKey, insertKey } from './api-keys-queries.ts';

/** A key for a program, with at most the rights of its creator. The answer is the only place where the key itself is shown. */
export async function createApiKey(ctx: Ctx, input: CreateApiKey): Promise<CreatedApiKey> {
  const { actor, clock } = ctx;
  if (actor.kind !== 'user' || actor.id === null) throw new AppError('person_required');
  const faults = input.permissions.flatMap((permission, index) =>
    actor.permissions.has(permission) ? [] : [notYours(`permissions.${index}`)],
  );
  if (input.expiresAt !== null && Date.parse(input.expiresAt) <= clock.now().getTime()) faults.push(past);
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  const key = `pk_${createToken()}`;
  const id = uuidv7();
  const permissions = [...new Set(input.permissions)];
  await insertKey(ctx.db, {
    organization_id: actor.organizationId,
    id,
    name: input.name,
    token_hash: hashToken(key),
    token_start: key.slice(0, 8),
    permissions,
    created_by: actor.id,
    expires_at: input.expiresAt,
  });
  const after = { name: input.name, permissions, expiresAt: input.expiresAt };
  await recordAudit(ctx, { action: 'api_key.created', subjectKind: 'api_key', subjectId: id, after });
  return { ...apiKeyOf(await getKey(ctx.db, actor.organizationId, id)), key };
}

const notYours = (path: string): FieldFault => ({
  path,
  rule: 'permission_not_yours',
  en: 'You cannot give a permission that you do not have.',
  ru: 'Нельзя дать право, которого нет у вас.',
});

const past: FieldFault = {
  path: 'expiresAt',
  rule: 'time_past',
  en: 'This time is past.',
  ru: 'Это время уже прошло.',
};
