import type { Organization, UpdateOrganization } from '@parley/contract/organizations';
import { isDeepStrictEqual } from 'node:util';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { organizationOf } from './get-organization.ts';
import { lockOrganizationRow, updateOrganizationRow } from './organizations-queries.ts';

/** Changes the settings that are given; the others stay. */
export async function updateOrganization(ctx: Ctx, input: UpdateOrganization): Promise<Organization> {
  const { organizationId } = ctx.actor;
  const before = organizationOf(await lockOrganizationRow(ctx.db, organizationId));
  const changed = Object.entries(input).filter(
    ([field, value]) => value !== undefined && !isDeepStrictEqual(value, before[field as keyof UpdateOrganization]),
  );
  if (changed.length === 0) return before;
  const after: Organization = { ...before, ...Object.fromEntries(changed) };
  await updateOrganizationRow(ctx.db, organizationId, {
    name: after.name,
    language: after.language,
    time_zone: after.timeZone,
    currency: after.currency,
    country: after.country,
    opt_out_words: after.optOutWords,
  });
  const fields = changed.map(([field]) => field as keyof Organization);
  await recordAudit(ctx, {
    action: 'organization.updated',
    subjectKind: 'organization',
    subjectId: organizationId,
    before: Object.fromEntries(fields.map((field) => [field, before[field]])),
    after: Object.fromEntries(fields.map((field) => [field, after[field]])),
  });
  await ctx.events.emit('organization.updated', organizationId, { organizationId });
  return after;
}
