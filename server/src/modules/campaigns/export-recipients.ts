import { Readable } from 'node:stream';
import { recipientFilter } from '@parley/contract/campaigns';
import type { Language } from '@parley/contract/errors';
import { z } from 'zod';
import { recordAudit } from '#audit';
import { writeResultFile } from '#files';
import { csvByteOrderMark, csvLine } from '#imports';
import type { Actor, Ctx, Runtime } from '#platform/context';
import { createTask, defineTaskKind, type RunningTask } from '#tasks';
import { listExportRows, type ExportRow } from './campaign-recipient-queries.ts';
import { getCampaign, getCampaignRow } from './get-campaign.ts';
import { recipientOf } from './get-recipient.ts';
import { storedStates } from './recipient-state.ts';

const pageSize = 1_000;

const input = z.object({ campaignId: z.uuid(), filter: recipientFilter, language: z.enum(['en', 'ru']) });
type Input = z.output<typeof input>;

export const exportKind = defineTaskKind({
  kind: 'campaigns.export-recipients',
  input,
  maxFailures: 3,
  async run(runtime, actor, task) {
    const { name } = await runtime.transaction(actor, (ctx) => getCampaign(ctx, { id: task.input.campaignId }), {
      readOnly: true,
    });
    const stream = Readable.from(csvOf(runtime, actor, task));
    const { id } = await writeResultFile(runtime, actor, {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      stream,
    });
    return { fileId: id };
  },
});

/** Begins to write the recipients that match to a CSV file. Throws `record_missing`. */
export async function exportRecipients(
  ctx: Ctx,
  { id, ...filter }: { id: string } & z.output<typeof recipientFilter>,
): Promise<{ taskId: string }> {
  const { name } = await getCampaign(ctx, { id });
  const { language } = ctx.actor;
  const title = language === 'ru' ? `Получатели: ${name}` : `Recipients: ${name}`;
  const taskId = await createTask(ctx, { kind: exportKind, title, input: { campaignId: id, filter, language } });
  await recordAudit(ctx, { action: 'campaign.exported', subjectKind: 'campaign', subjectId: id, after: { ...filter } });
  return { taskId };
}

/** Page by page, each in a transaction of its own: no snapshot is held while the file is written. */
async function* csvOf(runtime: Runtime, actor: Actor, task: RunningTask<Input>): AsyncGenerator<string> {
  yield csvByteOrderMark + csvLine(headers[task.input.language], ',');
  let afterId: string | null = null;
  let done = 0;
  do {
    task.signal.throwIfAborted();
    const page: Page = await runtime.transaction(actor, (ctx) => readPage(ctx, task.input, afterId), {
      readOnly: true,
    });
    yield page.lines;
    task.progress((done += page.people));
    afterId = page.nextId;
  } while (afterId !== null);
}

interface Page {
  readonly lines: string;
  readonly people: number;
  readonly nextId: string | null;
}

async function readPage(ctx: Ctx, { campaignId, filter }: Input, afterId: string | null): Promise<Page> {
  const { status } = await getCampaignRow(ctx, campaignId);
  const { state, ...rest } = filter;
  const wanted = { ...rest, states: state && storedStates(status, state) };
  const rows = await listExportRows(ctx.db, ctx.actor.organizationId, campaignId, wanted, { limit: pageSize, afterId });
  const shown = rows.slice(0, pageSize);
  const lines = shown.map((row) => csvLine(cellsOf(row, recipientOf(row, status).state), ','));
  return {
    lines: lines.join(''),
    people: shown.length,
    nextId: rows.length > pageSize ? shown.at(-1)!.contact_id : null,
  };
}

function cellsOf(row: ExportRow, state: string | null): (string | null)[] {
  return [
    row.contact_id,
    row.display_name,
    row.address,
    state,
    row.reason,
    row.exclusion,
    row.channel,
    row.text,
    row.parts?.toString() ?? null,
    row.provider_code,
    row.accepted_at?.toISOString() ?? null,
    row.delivered_at?.toISOString() ?? null,
    row.replied_at?.toISOString() ?? null,
    row.opted_out ? 'true' : null,
  ];
}

const headers: Record<Language, string[]> = {
  en: [
    'Contact',
    'Name',
    'Address',
    'State',
    'Reason',
    'Left out because',
    'Channel',
    'Text',
    'Parts',
    'Network code',
    'Accepted',
    'Delivered',
    'Replied',
    'Opted out',
  ],
  ru: [
    'Контакт',
    'Имя',
    'Адрес',
    'Состояние',
    'Причина',
    'Исключён, потому что',
    'Канал',
    'Текст',
    'Части',
    'Код сети',
    'Принято',
    'Доставлено',
    'Ответил',
    'Отписался',
  ],
};
