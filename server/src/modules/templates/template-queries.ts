import { sql, type Insertable, type SelectQueryBuilder, type Updateable } from 'kysely';
import type { TemplateItem, TemplateTarget } from '@parley/contract/templates';
import type { Database, Tables } from '#platform/database/database';

/** A template with the items of its current version. */
export interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly type: 'SINGLE';
  readonly target: TemplateTarget;
  readonly category_id: string | null;
  readonly version: number;
  readonly items: TemplateItem[];
  readonly campaign_count: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly archived_at: Date | null;
}

function templates(db: Database, organizationId: string) {
  return db
    .selectFrom('templates as template')
    .innerJoin('template_versions as current', (join) =>
      join
        .on('current.organization_id', '=', organizationId)
        .onRef('current.template_id', '=', 'template.id')
        .onRef('current.version', '=', 'template.version'),
    )
    .select([
      'template.id',
      'template.name',
      'template.type',
      'template.target',
      'template.category_id',
      'template.version',
      'current.items',
      'template.created_at',
      'template.updated_at',
      'template.archived_at',
    ])
    .select((eb) =>
      eb
        .selectFrom('campaigns as campaign')
        .select(sql<number>`count(*)::int`.as('count'))
        .where('campaign.organization_id', '=', organizationId)
        .whereRef('campaign.template_id', '=', 'template.id')
        .as('campaign_count'),
    )
    .where('template.organization_id', '=', organizationId);
}

export async function findTemplate(db: Database, organizationId: string, id: string): Promise<TemplateRow | undefined> {
  return run(templates(db, organizationId).where('template.id', '=', id)).then(([row]) => row);
}

/** Newest first, before `beforeId`. An organization has hundreds of templates, not millions: `search` looks through them. */
export async function listTemplates(
  db: Database,
  organizationId: string,
  page: {
    search?: string | undefined;
    target?: string | undefined;
    categoryId?: string | undefined;
    archived: boolean;
    limit: number;
    beforeId: string | null;
  },
): Promise<TemplateRow[]> {
  let query = templates(db, organizationId)
    .where('template.archived_at', page.archived ? 'is not' : 'is', null)
    .orderBy('template.id', 'desc')
    .limit(page.limit + 1);
  if (page.search) {
    query = query.where(sql<boolean>`(strpos(lower(template.name), lower(${page.search})) > 0
      or strpos(lower(current.items -> 0 ->> 'text'), lower(${page.search})) > 0)`);
  }
  if (page.categoryId === 'none') query = query.where('template.category_id', 'is', null);
  else if (page.categoryId) query = query.where('template.category_id', '=', page.categoryId);
  if (page.target) query = query.where('template.target', '=', page.target);
  if (page.beforeId) query = query.where('template.id', '<', page.beforeId);
  return run(query);
}

async function run<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): Promise<TemplateRow[]> {
  return (await query.execute()) as unknown as TemplateRow[];
}

/** Undefined when a template that is not archived has this name. */
export async function insertTemplate(
  db: Database,
  row: Insertable<Tables['templates']>,
): Promise<{ id: string } | undefined> {
  return db
    .insertInto('templates')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'name']).where('archived_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
}

export async function insertVersion(
  db: Database,
  row: Omit<Insertable<Tables['template_versions']>, 'items'> & { items: readonly TemplateItem[] },
): Promise<void> {
  await db
    .insertInto('template_versions')
    .values({ ...row, items: JSON.stringify(row.items) })
    .execute();
}

/** Two changes at once become two versions, one after the other. */
export async function lockTemplate(db: Database, organizationId: string, id: string): Promise<void> {
  await db
    .selectFrom('templates')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .execute();
}

export async function updateTemplate(
  db: Database,
  organizationId: string,
  id: string,
  change: Updateable<Tables['templates']>,
): Promise<void> {
  await db
    .updateTable('templates')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Names that begin like this one, of templates that are not archived. */
export async function listNamesLike(db: Database, organizationId: string, start: string): Promise<string[]> {
  const rows = await db
    .selectFrom('templates')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('archived_at', 'is', null)
    .where(sql<boolean>`starts_with(name, ${start})`)
    .execute();
  return rows.map((row) => row.name);
}

/** The template that is not archived with this name, other than `exceptId`. */
export async function findTemplateNamed(
  db: Database,
  organizationId: string,
  name: string,
  exceptId: string,
): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('templates')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .where('archived_at', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst();
}

export interface VersionRow {
  readonly version: number;
  readonly items: TemplateItem[];
  readonly created_by: string | null;
  readonly created_at: Date;
}

/** Newest first, before `beforeVersion`. */
export async function listVersions(
  db: Database,
  organizationId: string,
  templateId: string,
  page: { limit: number; beforeVersion: number | null },
): Promise<VersionRow[]> {
  let query = db
    .selectFrom('template_versions')
    .select(['version', 'items', 'created_by', 'created_at'])
    .where('organization_id', '=', organizationId)
    .where('template_id', '=', templateId)
    .orderBy('version', 'desc')
    .limit(page.limit + 1);
  if (page.beforeVersion !== null) query = query.where('version', '<', page.beforeVersion);
  return (await query.execute()) as unknown as VersionRow[];
}

export async function findVersion(
  db: Database,
  organizationId: string,
  templateId: string,
  version: number,
): Promise<VersionRow | undefined> {
  const row = await db
    .selectFrom('template_versions')
    .select(['version', 'items', 'created_by', 'created_at'])
    .where('organization_id', '=', organizationId)
    .where('template_id', '=', templateId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row as unknown as VersionRow | undefined;
}

/** Which of these attributes none of the newest thousand contacts has. Bounded, so that saving stays quick at any size. */
export async function listUnseenAttributes(
  db: Database,
  organizationId: string,
  keys: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select wanted.key from unnest(${keys}::text[]) as wanted(key)
    where not exists (
      select from (select attributes from contacts where organization_id = ${organizationId} order by id desc limit 1000) as newest
      where newest.attributes ? wanted.key)`.execute(db);
  return rows.map((row) => row.key);
}

/** Attributes that the newest thousand contacts have, the most frequent first; an example of each. */
export async function listSeenAttributes(
  db: Database,
  organizationId: string,
): Promise<{ key: string; example: string }[]> {
  const { rows } = await sql<{ key: string; example: string }>`
    select attribute.key, left(max(attribute.value), 60) as example
    from (select attributes from contacts where organization_id = ${organizationId} and erased_at is null
      order by id desc limit 1000) as newest
    cross join lateral jsonb_each_text(newest.attributes) as attribute
    group by attribute.key order by count(*) desc, attribute.key limit 100`.execute(db);
  return rows;
}

export interface TemplateContact {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly middle_name: string | null;
  readonly display_name: string;
  readonly company: string | null;
  readonly city: string | null;
  readonly attributes: Record<string, unknown>;
  readonly phone: string | null;
  readonly email: string | null;
}

/** What templates may say of these contacts; those erased or missing are left out. */
export async function listTemplateContacts(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<TemplateContact[]> {
  const rows = await db
    .selectFrom('contacts as contact')
    .leftJoin('contact_phones as phone', (join) =>
      join
        .on('phone.organization_id', '=', organizationId)
        .onRef('phone.contact_id', '=', 'contact.id')
        .on('phone.is_primary', '=', true),
    )
    .leftJoin('contact_emails as email', (join) =>
      join
        .on('email.organization_id', '=', organizationId)
        .onRef('email.contact_id', '=', 'contact.id')
        .on('email.is_primary', '=', true),
    )
    .select([
      'contact.id',
      'contact.first_name',
      'contact.last_name',
      'contact.middle_name',
      'contact.display_name',
      'contact.company',
      'contact.city',
      'contact.attributes',
      'phone.phone',
      'email.email',
    ])
    .where('contact.organization_id', '=', organizationId)
    .where('contact.id', 'in', ids)
    .where('contact.erased_at', 'is', null)
    .execute();
  return rows as unknown as TemplateContact[];
}

/** In whose language and time zone dates are said, and who says it. */
export async function getSpeaker(
  db: Database,
  organizationId: string,
): Promise<{ name: string; language: 'en' | 'ru'; time_zone: string }> {
  const row = await db
    .selectFrom('organizations')
    .select(['name', 'language', 'time_zone'])
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
  return row as { name: string; language: 'en' | 'ru'; time_zone: string };
}
