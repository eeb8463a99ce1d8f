import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

export interface CategoryRow {
  readonly id: string;
  readonly name: string;
  readonly template_count: number;
}

function categories(db: Database, organizationId: string) {
  return db
    .selectFrom('template_categories as category')
    .select(['category.id', 'category.name'])
    .select((eb) =>
      eb
        .selectFrom('templates as template')
        .select(sql<number>`count(*)::int`.as('count'))
        .where('template.organization_id', '=', organizationId)
        .whereRef('template.category_id', '=', 'category.id')
        .where('template.archived_at', 'is', null)
        .as('template_count'),
    )
    .where('category.organization_id', '=', organizationId);
}

export async function listCategories(db: Database, organizationId: string): Promise<CategoryRow[]> {
  return (await categories(db, organizationId).orderBy('category.name').execute()) as CategoryRow[];
}

export async function findCategory(db: Database, organizationId: string, id: string): Promise<CategoryRow | undefined> {
  const row = await categories(db, organizationId).where('category.id', '=', id).executeTakeFirst();
  return row as CategoryRow | undefined;
}

/** False when the name is taken. */
export async function insertCategory(
  db: Database,
  row: { organization_id: string; id: string; name: string; created_at: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('template_categories')
    .values(row)
    .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findCategoryNamed(
  db: Database,
  organizationId: string,
  name: string,
): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('template_categories')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** Locked against templates that come into it meanwhile: those check the category with a foreign key. */
export async function lockCategory(db: Database, organizationId: string, id: string): Promise<void> {
  await db
    .selectFrom('template_categories')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .execute();
}

export async function renameCategory(db: Database, organizationId: string, id: string, name: string): Promise<void> {
  await db
    .updateTable('template_categories')
    .set({ name })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Archived templates go too: they may come back. */
export async function moveTemplates(
  db: Database,
  organizationId: string,
  from: string,
  to: string | null,
): Promise<number> {
  const moved = await db
    .updateTable('templates')
    .set({ category_id: to })
    .where('organization_id', '=', organizationId)
    .where('category_id', '=', from)
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
}

export async function deleteCategory(db: Database, organizationId: string, id: string): Promise<void> {
  await db
    .deleteFrom('template_categories')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
