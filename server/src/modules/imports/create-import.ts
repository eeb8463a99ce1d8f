import type { ContactImport, ImportOptions } from '@parley/contract/imports';
import { isPhoneCountry } from '#contacts';
import { recordAudit } from '#audit';
import { openFile } from '#files';
import { getOrganizationRow } from '#organizations';
import type { Actor, Ctx, Runtime } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { uuidv7 } from '#platform/uuid';
import { describeFile, readHead, type CsvFormat, type FileHead } from './describe-file.ts';
import { getImport } from './get-import.ts';
import { convertibleTypes, tableOfFile } from './table-of-file.ts';
import { findImportFile, findRememberedMapping, insertImport } from './import-queries.ts';

/**
 * Looks at an uploaded file and proposes how to import it. Nothing is imported yet. Throws `record_missing`, and
 * `request_invalid` for a file that is no table or is empty.
 */
export async function createImport(
  runtime: Runtime,
  { fileId: uploadedId }: { fileId: string },
  { actor }: SignedIn,
): Promise<ContactImport> {
  await runtime.transaction(actor, (ctx) => refuseUnfit(ctx, uploadedId), { readOnly: true });
  const fileId = await tableOfFile(runtime, actor, uploadedId);
  const head = await openHead(runtime, actor, fileId);
  return runtime.transaction(actor, async (ctx) => {
    const id = uuidv7();
    const { columns } = await proposal(ctx, head);
    await insertImport(ctx.db, {
      organization_id: actor.organizationId,
      id,
      file_id: fileId,
      ...columns,
      options: JSON.stringify(await defaultOptions(ctx)),
      created_by: actor.kind === 'user' ? actor.id : null,
      created_at: ctx.clock.now(),
    });
    await recordAudit(ctx, { action: 'import.created', subjectKind: 'import', subjectId: id, after: { fileId } });
    return getImport(ctx, { id });
  });
}

export async function openHead(runtime: Runtime, actor: Actor, fileId: string): Promise<FileHead> {
  const { stream, sizeBytes } = await openFile(runtime, actor, fileId);
  return readHead(stream, sizeBytes);
}

/** What the file's beginning says for the row of an import. Throws `request_invalid` for a file without rows. */
export async function proposal(ctx: Ctx, head: FileHead, known: Partial<CsvFormat> = {}) {
  const description = describeFile(head, known);
  if (!description) throw new AppError('request_invalid', { fields: [fileFault('file_empty')] });
  const { format, columns, mapping, headerHash, estimatedRows } = description;
  const remembered = headerHash && (await findRememberedMapping(ctx.db, ctx.actor.organizationId, headerHash));
  const shown = remembered ? columns.map((column) => ({ ...column, guessedBy: 'remembered' })) : columns;
  return {
    width: columns.length,
    columns: {
      format: JSON.stringify(format),
      columns: JSON.stringify(shown),
      mapping: JSON.stringify(remembered ?? mapping),
      header_hash: headerHash,
      estimated_rows: estimatedRows,
    },
  };
}

async function refuseUnfit(ctx: Ctx, fileId: string): Promise<void> {
  const file = await findImportFile(ctx.db, ctx.actor.organizationId, fileId);
  if (!file) throw new AppError('record_missing', { details: { what: 'file' } });
  const isTable = file.content_type.startsWith('text/') || convertibleTypes.has(file.content_type);
  const rule = file.owner_kind !== 'import' ? 'file_purpose_other' : isTable ? null : 'file_not_csv';
  if (rule) throw new AppError('request_invalid', { fields: [fileFault(rule)] });
}

const fileFaults = {
  file_purpose_other: {
    en: 'This file was not uploaded for an import. Upload it with purpose=import.',
    ru: 'Этот файл загружен не для импорта. Загрузите его с purpose=import.',
  },
  file_not_csv: {
    en: 'This is no table: upload CSV, XLSX or vCard.',
    ru: 'Это не таблица: загрузите CSV, XLSX или vCard.',
  },
  file_empty: { en: 'There are no rows in this file.', ru: 'В этом файле нет строк.' },
} as const;

function fileFault(rule: keyof typeof fileFaults): FieldFault {
  return { path: 'fileId', rule, ...fileFaults[rule] };
}

async function defaultOptions(ctx: Ctx): Promise<ImportOptions> {
  const { country } = await getOrganizationRow(ctx.db, ctx.actor.organizationId);
  const defaultCountry = isPhoneCountry(country) ? country : 'US';
  return { defaultCountry, onDuplicate: 'skip', consent: null, groupId: null, groupName: null, tags: [] };
}
