import { sql, type Insertable, type Updateable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

export async function insertOrganization(
  db: Database,
  organization: Insertable<Tables['organizations']>,
): Promise<void> {
  await db.insertInto('organizations').values(organization).execute();
}

export async function getOrganizationRow(db: Database, organizationId: string) {
  return db
    .selectFrom('organizations')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
}

export async function lockOrganizationRow(db: Database, organizationId: string) {
  return db
    .selectFrom('organizations')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function updateOrganizationRow(
  db: Database,
  organizationId: string,
  changes: Updateable<Tables['organizations']>,
): Promise<void> {
  await db.updateTable('organizations').set(changes).where('organization_id', '=', organizationId).execute();
}

/** The file of an organization's logo, if this reader may see it. */
export async function findLogo(
  db: Database,
  organizationId: string,
  reader: { organizationId: string; userId: string | null },
): Promise<string | null> {
  const row = await db
    .selectFrom('organizations')
    .leftJoin('memberships as member', (join) =>
      join
        .onRef('member.organization_id', '=', 'organizations.organization_id')
        .on('member.user_id', '=', reader.userId)
        .on('member.disabled_at', 'is', null),
    )
    .select(['organizations.logo_file_id', 'member.user_id'])
    .where('organizations.organization_id', '=', organizationId)
    .executeTakeFirst();
  const maySee = organizationId === reader.organizationId || Boolean(row?.user_id);
  return (maySee && row?.logo_file_id) || null;
}

/** Those that were made before a time, or all; a few at most. */
export async function listDemoOrganizations(
  db: Database,
  madeBefore?: Date,
): Promise<{ organizationId: string; removingAt: Date | null }[]> {
  let query = db
    .selectFrom('organizations')
    .select(['organization_id as organizationId', 'removing_at as removingAt'])
    .where('is_demo', '=', true);
  if (madeBefore) query = query.where('created_at', '<', madeBefore);
  return query.execute();
}

/** False: it is no demo. */
export async function markDemoForRemoval(db: Database, organizationId: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('organizations')
    .set({ removing_at: now })
    .where('organization_id', '=', organizationId)
    .where('is_demo', '=', true)
    .returning('organization_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Every row of a demo organization that was marked, and its people. */
export async function removeDemoRows(db: Database, organizationId: string): Promise<void> {
  await sql`select remove_demo_organization(${organizationId})`.execute(db);
}
