import { Readable } from 'node:stream';
import type { ContactFilter } from '@parley/contract/contacts';
import { recordAudit } from '#audit';
import { contactRows, prepareFilter } from '#contacts';
import { csvByteOrderMark, csvLine } from '#imports';
import type { Runtime } from '#platform/context';
import { Download, type SignedIn } from '#platform/http/route';

/** The contacts that match as CSV, of any number: the rows are read while they are sent. */
export async function exportContacts(runtime: Runtime, filter: ContactFilter, { actor }: SignedIn): Promise<Download> {
  const ready = await runtime.transaction(actor, (ctx) => prepareFilter(ctx, filter, 'query'), { readOnly: true });
  const rows = contactRows(runtime, actor, ready);
  const after = { conditions: Object.keys(filter) };
  await runtime.transaction(actor, (ctx) =>
    recordAudit(ctx, { action: 'contacts.exported', subjectKind: 'contact', subjectId: null, after }),
  );
  const day = runtime.clock.now().toISOString().slice(0, 10);
  return new Download(Readable.from(csvOf(rows)), {
    name: `contacts-${day}.csv`,
    contentType: 'text/csv; charset=utf-8',
  });
}

/** Lines are joined: a stream passes on 64 kB faster than 500 lines. */
export async function* csvOf(rows: AsyncIterable<readonly (string | null)[]>): AsyncGenerator<string> {
  let text = csvByteOrderMark;
  for await (const row of rows) {
    text += csvLine(row, ',');
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}
