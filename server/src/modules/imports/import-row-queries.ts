/** What an import keeps of single rows: those it refused, and what it did to contacts that it met. */
import type { ContactChange } from '#contacts';
import type { Database, Statement } from '#platform/database/database';
import type { RowIssue } from './normalise-row.ts';

export interface Rejection {
  readonly line: number;
  readonly cells: readonly string[];
  readonly reasons: readonly RowIssue[];
}

// An array of arrays must be a rectangle, and rows are not, so the cells travel as JSON.
const insertRejectionsStatement: Statement = {
  name: 'imports_insert_rejections',
  text: `insert into import_rejections (organization_id, import_id, line, cells, reasons)
    select $1, $2, row.line, array(select jsonb_array_elements_text(row.cells::jsonb)), row.reasons::jsonb
    from unnest($3::bigint[], $4::text[], $5::text[]) row(line, cells, reasons)`,
};

export async function insertRejections(
  db: Database,
  organizationId: string,
  importId: string,
  rejections: readonly Rejection[],
): Promise<void> {
  if (rejections.length === 0) return;
  await db.run(insertRejectionsStatement, [
    organizationId,
    importId,
    rejections.map(({ line }) => line),
    rejections.map(({ cells }) => JSON.stringify(cells.map(storable))),
    rejections.map(({ reasons }) => JSON.stringify(reasons)),
  ]);
}

/** PostgreSQL keeps no NUL, and no half of a surrogate pair in JSON. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

const listShortStatement: Statement = {
  name: 'imports_list_rejections',
  text: `select line, reasons, array(select left(cell, 500) from unnest(cells[1:100]) with ordinality item(cell, place) order by place) as cells
    from import_rejections where organization_id = $1 and import_id = $2 and line > $3 order by line limit $4`,
};

/** A page for people: of each row the first 100 cells, and of each cell the first 500 characters. */
export async function listRejections(
  db: Database,
  organizationId: string,
  importId: string,
  { afterLine, limit }: { afterLine: number; limit: number },
): Promise<Rejection[]> {
  return db.run(listShortStatement, [organizationId, importId, afterLine, limit]);
}

// Of the next thousand only as many as make a megabyte, and at least one: a row may be a megabyte itself.
const readWholeStatement: Statement = {
  name: 'imports_read_rejections',
  text: `select line, cells, reasons from (
      select line, cells, reasons, sum(octet_length(cells::text)) over (order by line) - octet_length(cells::text) as before
      from (select * from import_rejections where organization_id = $1 and import_id = $2 and line > $3 order by line limit 1000) page
    ) sized where before < 1000000 order by line`,
};

/** The next rows as they came. None when there are no more. */
export async function readRejections(
  db: Database,
  organizationId: string,
  importId: string,
  afterLine: number,
): Promise<Rejection[]> {
  return db.run(readWholeStatement, [organizationId, importId, afterLine]);
}

/** What was done to a contact. */
export interface Change extends ContactChange {
  /** Groups of the row itself that the contact was not in. */
  readonly joinedGroups: readonly string[];
}

// The first look is the one before the import, the last version the one after it.
const upsertChangesStatement: Statement = {
  name: 'imports_upsert_changes',
  text: `insert into import_changes as known (organization_id, import_id, contact_id, state, left_at, joined_group, consent_added, joined_groups)
    select $1, $2, change.contact_id, change.state::jsonb, change.left_at, change.joined_group, change.consent_added,
      array(select jsonb_array_elements_text(change.joined_groups::jsonb)::uuid)
    from unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::bool[], $7::bool[], $8::text[])
      change(contact_id, state, left_at, joined_group, consent_added, joined_groups)
    on conflict (organization_id, import_id, contact_id) do update set
      state = coalesce(known.state, excluded.state), left_at = coalesce(excluded.left_at, known.left_at),
      joined_group = known.joined_group or excluded.joined_group, consent_added = known.consent_added or excluded.consent_added,
      joined_groups = known.joined_groups || excluded.joined_groups`,
};

/** At most one a contact. */
export async function upsertChanges(
  db: Database,
  organizationId: string,
  importId: string,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  await db.run(upsertChangesStatement, [
    organizationId,
    importId,
    changes.map(({ contactId }) => contactId),
    changes.map(({ before }) => before.state && JSON.stringify(before.state)),
    changes.map(({ before }) => before.leftAt),
    changes.map(({ before }) => before.joinedGroup),
    changes.map(({ before }) => before.consentAdded),
    changes.map(({ joinedGroups }) => JSON.stringify(joinedGroups)),
  ]);
}

const nextChangesStatement: Statement = {
  name: 'imports_next_changes',
  text: `select contact_id as "contactId", state, left_at as "leftAt", joined_group as "joinedGroup", consent_added as "consentAdded",
      joined_groups as "joinedGroups"
    from import_changes where organization_id = $1 and import_id = $2 order by contact_id limit $3`,
};

interface StoredChange {
  readonly contactId: string;
  readonly state: ContactChange['before']['state'];
  readonly leftAt: Date | null;
  readonly joinedGroup: boolean;
  readonly consentAdded: boolean;
  readonly joinedGroups: string[];
}

export async function nextChanges(
  db: Database,
  organizationId: string,
  importId: string,
  limit: number,
): Promise<Change[]> {
  const rows = await db.run<StoredChange>(nextChangesStatement, [organizationId, importId, limit]);
  return rows.map(({ contactId, joinedGroups, leftAt, ...before }) => ({
    contactId,
    joinedGroups,
    before: {
      state: before.state,
      leftAt: leftAt && leftAt.toISOString(),
      joinedGroup: before.joinedGroup,
      consentAdded: before.consentAdded,
    },
  }));
}

const deleteChangesStatement: Statement = {
  name: 'imports_delete_changes',
  text: 'delete from import_changes where organization_id = $1 and import_id = $2 and contact_id = any($3::uuid[])',
};

export async function deleteChanges(
  db: Database,
  organizationId: string,
  importId: string,
  contactIds: readonly string[],
): Promise<void> {
  await db.run(deleteChangesStatement, [organizationId, importId, contactIds]);
}

const forgetStatement: Statement = {
  name: 'imports_forget_contacts',
  text: 'delete from import_changes where organization_id = $1 and contact_id = any($2::uuid[])',
};

/** What they were before some import. */
export async function forgetContacts(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<void> {
  await db.run(forgetStatement, [organizationId, contactIds]);
}
