import type { Label } from '@parley/contract/labels';
import type { Database } from '#platform/database/database';

const columns = ['id', 'name', 'colour'] as const;

export async function listLabels(db: Database, organizationId: string): Promise<Label[]> {
  const rows = await db
    .selectFrom('labels')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .orderBy('name')
    .execute();
  return rows as Label[];
}

export async function findLabel(
  db: Database,
  organizationId: string,
  id: string,
  lock?: 'for update',
): Promise<Label | undefined> {
  let query = db
    .selectFrom('labels')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  return (await query.executeTakeFirst()) as Label | undefined;
}

/** False when the name is taken. */
export async function insertLabel(db: Database, organizationId: string, label: Label): Promise<boolean> {
  const result = await db
    .insertInto('labels')
    .values({ organization_id: organizationId, ...label })
    .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function isNameTaken(
  db: Database,
  organizationId: string,
  { id, name }: Pick<Label, 'id' | 'name'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('labels')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .where('id', '<>', id)
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateLabel(db: Database, organizationId: string, { id, name, colour }: Label): Promise<void> {
  await db
    .updateTable('labels')
    .set({ name, colour })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function deleteLabel(db: Database, organizationId: string, id: string): Promise<void> {
  await db.deleteFrom('labels').where('organization_id', '=', organizationId).where('id', '=', id).execute();
}
