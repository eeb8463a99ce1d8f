import type { Insertable, Updateable } from 'kysely';
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
