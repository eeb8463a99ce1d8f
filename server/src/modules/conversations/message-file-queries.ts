import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

export interface NewMessageFile {
  /** Set for a file of ours; null while the network has it. */
  readonly fileId: string | null;
  readonly remoteId: string | null;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number | null;
}

/** In this order. What is still with the network is `pending`. */
export async function insertMessageFiles(
  db: Database,
  organizationId: string,
  message: { messageId: string; channelId: string },
  files: readonly NewMessageFile[],
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file, position) => ({
    organization_id: organizationId,
    message_id: message.messageId,
    position,
    channel_id: message.channelId,
    state: file.fileId === null ? 'pending' : 'ready',
    file_id: file.fileId,
    remote_id: file.remoteId,
    name: file.name,
    media_type: file.mediaType,
    size_bytes: file.sizeBytes,
  }));
  await db.insertInto('message_files').values(rows).execute();
}

export interface MessageFileRow {
  readonly messageId: string;
  readonly state: 'ready' | 'pending' | 'failed';
  readonly fileId: string | null;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number | null;
}

/** In the order of their messages' places; a file that was deleted since is `failed`. */
export async function listMessageFiles(
  db: Database,
  organizationId: string,
  messageIds: readonly string[],
): Promise<MessageFileRow[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await sql<MessageFileRow>`
    select m.message_id as "messageId", case when m.state = 'ready' and f.id is null then 'failed' else m.state end as state,
      f.id as "fileId", m.name, coalesce(f.content_type, m.media_type) as "mediaType", coalesce(f.size_bytes, m.size_bytes) as "sizeBytes"
    from message_files m
    left join files f on f.organization_id = m.organization_id and f.id = m.file_id and f.deleted_at is null
    where m.organization_id = ${organizationId} and m.message_id = any(${messageIds}::uuid[])
    order by m.message_id, m.position`.execute(db);
  return rows;
}

/** Attachments among these that are there, by id. */
export async function listAttachments(
  db: Database,
  organizationId: string,
  fileIds: readonly string[],
): Promise<Map<string, { name: string; contentType: string; sizeBytes: number }>> {
  if (fileIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('files')
    .select(['id', 'name', 'content_type', 'size_bytes'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', fileIds)
    .where('owner_kind', '=', 'attachment')
    .where('deleted_at', 'is', null)
    .execute();
  return new Map(
    rows.map(({ id, name, content_type, size_bytes }) => [
      id,
      { name, contentType: content_type, sizeBytes: size_bytes },
    ]),
  );
}

export interface PendingFile {
  readonly messageId: string;
  readonly position: number;
  readonly conversationId: string;
  readonly remoteId: string;
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly attempts: number;
}

/** The next that is due on a channel. Counted as an attempt, and not due again before `againSeconds`: whoever takes it may die. */
export async function takePendingFile(
  db: Database,
  organizationId: string,
  channelId: string,
  againSeconds: number,
): Promise<PendingFile | undefined> {
  const { rows } = await sql<PendingFile>`
    update message_files f set attempts = f.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => ${againSeconds})
    from (select message_id, position from message_files
      where organization_id = ${organizationId} and channel_id = ${channelId} and state = 'pending' and next_attempt_at <= clock_timestamp()
      order by next_attempt_at limit 1 for update skip locked) due
    join messages m on m.organization_id = ${organizationId} and m.id = due.message_id
    where f.organization_id = ${organizationId} and f.message_id = due.message_id and f.position = due.position
    returning f.message_id as "messageId", f.position, m.conversation_id as "conversationId", f.remote_id as "remoteId", f.name,
      f.size_bytes as "sizeBytes", f.attempts`.execute(db);
  return rows[0];
}

export async function updateFileFetched(
  db: Database,
  organizationId: string,
  file: { messageId: string; position: number },
  stored: { fileId: string; mediaType: string; sizeBytes: number },
): Promise<void> {
  await sql`update message_files set state = 'ready', file_id = ${stored.fileId}, media_type = ${stored.mediaType},
      size_bytes = ${stored.sizeBytes}, error = null
    where organization_id = ${organizationId} and message_id = ${file.messageId} and position = ${file.position}
      and state = 'pending'`.execute(db);
}

/** `retrySeconds` null: it will not come. */
export async function updateFileNotFetched(
  db: Database,
  organizationId: string,
  file: { messageId: string; position: number },
  outcome: { error: string; retrySeconds: number | null },
): Promise<void> {
  await sql`update message_files set error = ${outcome.error},
      state = case when ${outcome.retrySeconds}::float8 is null then 'failed' else state end,
      next_attempt_at = coalesce(clock_timestamp() + make_interval(secs => ${outcome.retrySeconds}::float8), next_attempt_at)
    where organization_id = ${organizationId} and message_id = ${file.messageId} and position = ${file.position}
      and state = 'pending'`.execute(db);
}

/** Takes the files from the messages of erased people and answers which they were. */
export async function deleteFilesOfContacts(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ fileId: string | null }>`
    delete from message_files f using messages m
    join conversations c on c.organization_id = m.organization_id and c.id = m.conversation_id
    where c.organization_id = ${organizationId} and c.contact_id = any(${contactIds}::uuid[])
      and f.organization_id = ${organizationId} and f.message_id = m.id
    returning f.file_id as "fileId"`.execute(db);
  return rows.flatMap(({ fileId }) => (fileId === null ? [] : [fileId]));
}
