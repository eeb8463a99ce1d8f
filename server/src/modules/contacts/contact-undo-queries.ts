import type { Database, Statement } from '#platform/database/database';

const importedIdsStatement: Statement = {
  name: 'contacts_imported_ids',
  text: `select id from contacts where organization_id = $1 and import_id = $2 and id > $3 order by id limit $4 for update`,
};

/** The next contacts that an import made, locked. */
export async function lockImported(
  db: Database,
  organizationId: string,
  importId: string,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db.run<{ id: string }>(importedIdsStatement, [organizationId, importId, afterId, limit]);
  return rows.map(({ id }) => id);
}

const untouchedStatement: Statement = {
  name: 'contacts_untouched',
  text: `select made.id from contacts made
    where made.organization_id = $1 and made.id = any($2::uuid[]) and made.updated_at = made.created_at
      and not exists (select from recipients r where r.organization_id = $1 and r.contact_id = made.id)
      and not exists (select from conversations c where c.organization_id = $1 and c.contact_id = made.id)
      and not exists (select from suppressions s where s.organization_id = $1 and s.subject_kind = 'contact' and s.subject = made.id::text)`,
};

/** Those of them that nobody changed since they were made, that nothing was sent to, who never wrote and never opted out. */
export async function listUntouched(db: Database, organizationId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db.run<{ id: string }>(untouchedStatement, [organizationId, ids]);
  return rows.map(({ id }) => id);
}

const deleteContactsStatement: Statement = {
  name: 'contacts_delete',
  text: 'delete from contacts where organization_id = $1 and id = any($2::uuid[])',
};

export async function deleteContacts(db: Database, organizationId: string, ids: readonly string[]): Promise<void> {
  await db.run(deleteContactsStatement, [organizationId, ids]);
}

const lockVersionsStatement: Statement = {
  name: 'contacts_lock_versions',
  text: `select id, updated_at as "updatedAt" from contacts
    where organization_id = $1 and id = any($2::uuid[]) and erased_at is null order by id for update`,
};

export async function lockVersions(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<{ id: string; updatedAt: Date }[]> {
  return db.run(lockVersionsStatement, [organizationId, ids]);
}

/** One value of a contact's list: a phone, an e-mail, a tag, a Telegram name. */
export interface ListValue {
  readonly contactId: string;
  readonly value: string;
}

const lists = {
  phones: ['contact_phones', 'phone', ''],
  emails: ['contact_emails', 'email', ''],
  tags: ['contact_tags', 'tag', ''],
  telegramUsernames: ['contact_identities', 'username', ` and own.network = 'telegram' and own.username is not null`],
} as const;
export type ListName = keyof typeof lists;

/** Leaves of the lists of these contacts only what is in `kept`. */
export async function deleteOthers(
  db: Database,
  organizationId: string,
  list: ListName,
  contactIds: readonly string[],
  kept: readonly ListValue[],
): Promise<void> {
  const [table, column, condition] = lists[list];
  const statement = {
    name: `contacts_delete_other_${list}`,
    text: `delete from ${table} own where own.organization_id = $1 and own.contact_id = any($2::uuid[])${condition}
      and not exists (select from unnest($3::uuid[], $4::text[]) kept(contact_id, value)
        where kept.contact_id = own.contact_id and kept.value = own.${column})`,
  };
  const ids = kept.map(({ contactId }) => contactId);
  await db.run(statement, [organizationId, contactIds, ids, kept.map(({ value }) => value)]);
}

const deleteConsentsStatement: Statement = {
  name: 'contacts_delete_consents',
  text: 'delete from contact_consents where organization_id = $1 and contact_id = any($2::uuid[]) and network = $3',
};

export async function deleteConsents(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
  network: string,
): Promise<void> {
  await db.run(deleteConsentsStatement, [organizationId, contactIds, network]);
}
