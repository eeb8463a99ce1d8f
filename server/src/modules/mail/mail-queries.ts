import { sql, type Insertable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

export async function insertMail(db: Database, mail: Insertable<Tables['mails']>): Promise<void> {
  await db.insertInto('mails').values(mail).execute();
}

export interface DueMail {
  readonly id: string;
  readonly kind: string;
  readonly address: string;
  readonly language: string;
  readonly subject_id: string | null;
  readonly attempts: number;
}

/** The next mail that is due, from now on in `sending`; null when there is none that nobody else has. */
export async function claimDueMail(db: Database): Promise<DueMail | null> {
  const row = await db
    .updateTable('mails')
    .set({ state: 'sending', claimed_at: sql<Date>`clock_timestamp()`, attempts: sql<number>`attempts + 1` })
    .where('id', '=', (eb) =>
      eb
        .selectFrom('mails')
        .select('id')
        .where('state', '=', 'queued')
        .where('due_at', '<=', sql<Date>`now()`)
        .orderBy('due_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'kind', 'address', 'language', 'subject_id', 'attempts'])
    .executeTakeFirst();
  return row ?? null;
}

/** `content` is what is kept of it. Only a mail in `sending` ends: who found it there too long ago has ended it. */
export async function updateMailEnded(
  db: Database,
  id: string,
  end: { state: 'sent' | 'failed' | 'unknown' | 'kept' | 'dropped'; error?: string; content?: Buffer },
): Promise<void> {
  const { state, error = null, content = null } = end;
  await db
    .updateTable('mails')
    .set({ state, error, content, finished_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** Due again after a while, or given up when that is after its time. Answers which. */
export async function updateMailRetried(
  db: Database,
  id: string,
  pauseSeconds: number,
  error: string,
): Promise<'queued' | 'failed' | undefined> {
  const due = sql<Date>`now() + make_interval(secs => ${pauseSeconds})`;
  const row = await db
    .updateTable('mails')
    .set({
      state: sql<string>`case when ${due} < give_up_at then 'queued' else 'failed' end`,
      due_at: due,
      finished_at: sql<Date | null>`case when ${due} < give_up_at then null else now() end`,
      error,
    })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .returning('state')
    .executeTakeFirst();
  return row?.state as 'queued' | 'failed' | undefined;
}

/** Those whose process died while it sent them. */
export async function updateAbandonedMails(db: Database, seconds: number): Promise<number> {
  const result = await db
    .updateTable('mails')
    .set({ state: 'unknown', error: 'The process that sent it was stopped.', finished_at: sql<Date>`now()` })
    .where('state', '=', 'sending')
    .where('claimed_at', '<', sql<Date>`now() - make_interval(secs => ${seconds})`)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Newest first, before `beforeId` if given. */
export async function listKeptMails(db: Database, limit: number, beforeId: string | null) {
  let query = db
    .selectFrom('mails')
    .select(['id', 'address', 'content', 'created_at'])
    .where('state', '=', 'kept')
    .orderBy('id', 'desc')
    .limit(limit);
  if (beforeId) query = query.where('id', '<', beforeId);
  return query.execute();
}

/** Of each of these things, how the newest mail about it fares. What was sent long ago is forgotten. */
export async function listMailStates(db: Database, subjectIds: readonly string[]): Promise<Map<string, string>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('mails')
    .distinctOn('subject_id')
    .select(['subject_id', 'state'])
    .where('subject_id', 'in', subjectIds)
    .orderBy('subject_id')
    .orderBy('id', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.subject_id!, row.state]));
}

export async function deleteOldMails(db: Database, days: number): Promise<void> {
  await db
    .deleteFrom('mails')
    .where('finished_at', '<', sql<Date>`now() - make_interval(days => ${days})`)
    .execute();
}
