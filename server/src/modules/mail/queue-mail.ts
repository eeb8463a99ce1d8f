import type { Language } from '@parley/contract/errors';
import type { Database } from '#platform/database/database';
import { uuidv7 } from '#platform/uuid';
import type { MailKind } from './mail-kind.ts';
import { insertMail } from './mail-queries.ts';

/** Puts a mail into the outbox, in a transaction of the system: it goes out within a second of the commit. */
export async function queueMail(
  db: Database,
  { kind, giveUpMinutes }: MailKind,
  { address, language, subjectId = null }: { address: string; language: Language; subjectId?: string | null },
): Promise<void> {
  const giveUpAt = new Date(Date.now() + giveUpMinutes * 60_000);
  await insertMail(db, { id: uuidv7(), kind, address, language, subject_id: subjectId, give_up_at: giveUpAt });
}
