import type { KeptMail } from '@parley/contract/mail';
import type { PageQuery } from '@parley/contract/page';
import type { Runtime } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import * as queries from './mail-queries.ts';
import { openMail } from './sealed-mail.ts';

/** The mails that were kept because there is no mail server, newest first. For the installation's root only: they hold links that let people in. */
export async function listKeptMails(
  runtime: Runtime,
  input: PageQuery,
): Promise<{ data: KeptMail[]; nextCursor: string | null }> {
  const after = decodeCursor('mailbox', input.cursor, ['id']);
  const rows = await runtime.pools.system((db) => queries.listKeptMails(db, input.limit + 1, after && after[0]), {
    readOnly: true,
  });
  const data = rows.slice(0, input.limit).map((row) => {
    const { subject, text, html } = openMail(runtime.secrets, row.id, row.content!);
    return { id: row.id, address: row.address, subject, text, html, createdAt: row.created_at.toISOString() };
  });
  return { data, nextCursor: rows.length > input.limit ? encodeCursor('mailbox', [data.at(-1)!.id]) : null };
}
