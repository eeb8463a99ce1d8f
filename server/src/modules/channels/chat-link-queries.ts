import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

export async function isContact(db: Database, organizationId: string, contactId: string): Promise<boolean> {
  const row = await db
    .selectFrom('contacts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', contactId)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertChatLink(
  db: Database,
  organizationId: string,
  link: { tokenHash: Buffer; channelId: string; contactId: string; createdBy: string | null; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('chat_links')
    .values({
      organization_id: organizationId,
      token_hash: link.tokenHash,
      channel_id: link.channelId,
      contact_id: link.contactId,
      created_by: link.createdBy,
      expires_at: link.expiresAt,
    })
    .execute();
}

/** Whose link it is, for the first address that comes by it and for that address again. */
export async function updateChatLinkUsed(
  db: Database,
  organizationId: string,
  use: { tokenHash: Buffer; channelId: string; address: string },
): Promise<{ contactId: string } | undefined> {
  const { rows } = await sql<{ contactId: string }>`
    update chat_links set used_by = ${use.address}, used_at = coalesce(used_at, clock_timestamp())
    where organization_id = ${organizationId} and token_hash = ${use.tokenHash} and channel_id = ${use.channelId}
      and (used_by = ${use.address} or (used_by is null and expires_at > clock_timestamp()))
    returning contact_id as "contactId"`.execute(db);
  return rows[0];
}
