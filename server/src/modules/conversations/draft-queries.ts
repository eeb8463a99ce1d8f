import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

export interface DraftRow {
  readonly kind: 'reply' | 'note';
  readonly text: string;
  readonly version: number;
  readonly updatedAt: Date;
}

interface DraftKey {
  readonly conversationId: string;
  readonly authorId: string;
}

const columns = sql`d.kind, d.text, d.version, d.updated_at as "updatedAt"`;

export async function findDraft(db: Database, organizationId: string, key: DraftKey): Promise<DraftRow | undefined> {
  const { rows } = await sql<DraftRow>`select ${columns} from conversation_drafts d
    where d.organization_id = ${organizationId} and d.conversation_id = ${key.conversationId}
      and d.author_id = ${key.authorId}`.execute(db);
  return rows[0];
}

/** Undefined when there is a draft of another version. */
export async function upsertDraft(
  db: Database,
  organizationId: string,
  key: DraftKey,
  draft: { kind: 'reply' | 'note'; text: string; basedOn: number },
): Promise<DraftRow | undefined> {
  const { rows } = await sql<DraftRow>`
    insert into conversation_drafts as d (organization_id, conversation_id, author_id, kind, text, version)
    values (${organizationId}, ${key.conversationId}, ${key.authorId}, ${draft.kind}, ${draft.text}, 1)
    on conflict (organization_id, conversation_id, author_id) do update
      set kind = excluded.kind, text = excluded.text, version = d.version + 1, updated_at = clock_timestamp()
      where d.version = ${draft.basedOn}
    returning ${columns}`.execute(db);
  return rows[0];
}

/** What was sent is no draft any more. The version goes on, so that no other window takes the old text for the newer one. */
export async function emptyDraft(db: Database, organizationId: string, key: DraftKey): Promise<void> {
  await sql`update conversation_drafts set text = '', version = version + 1, updated_at = clock_timestamp()
    where organization_id = ${organizationId} and conversation_id = ${key.conversationId} and author_id = ${key.authorId}
      and text <> ''`.execute(db);
}

export async function eraseDrafts(db: Database, organizationId: string, contactIds: readonly string[]): Promise<void> {
  await sql`delete from conversation_drafts d using conversations c
    where c.organization_id = ${organizationId} and c.contact_id = any(${contactIds}::uuid[])
      and d.organization_id = ${organizationId} and d.conversation_id = c.id`.execute(db);
}
