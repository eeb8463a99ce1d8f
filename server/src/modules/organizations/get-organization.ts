import type { Organization } from '@parley/contract/organizations';
import type { Ctx } from '#platform/context';
import { logoUrlOf } from './logo-url.ts';
import { getOrganizationRow } from './organizations-queries.ts';

export async function getOrganization(ctx: Ctx): Promise<Organization> {
  return organizationOf(await getOrganizationRow(ctx.db, ctx.actor.organizationId));
}

export function organizationOf(row: Awaited<ReturnType<typeof getOrganizationRow>>): Organization {
  return {
    id: row.organization_id,
    name: row.name,
    logoUrl: logoUrlOf(row),
    language: row.language as Organization['language'],
    timeZone: row.time_zone,
    currency: row.currency,
    country: row.country,
    optOutWords: row.opt_out_words,
    createdAt: row.created_at.toISOString(),
  };
}
