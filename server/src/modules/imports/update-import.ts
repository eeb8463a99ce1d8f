import type { ContactImport, ImportOptions, updateImportBody } from '@parley/contract/imports';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import { isPhoneCountry } from '#contacts';
import type { Ctx, Runtime } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { checkMapping } from './check-mapping.ts';
import { openHead, proposal } from './create-import.ts';
import type { FileHead } from './describe-file.ts';
import { getImport, getImportRow } from './get-import.ts';
import { findGroup, updateImport as storeImport, type ImportRow } from './import-queries.ts';
import { refuseMove } from './refuse-move.ts';

type Input = { id: string } & z.output<typeof updateImportBody>;

/**
 * Settles how a file that was not imported yet is to be. Throws `record_missing`, `import_move_not_allowed`, and
 * `request_invalid` with every fault of the mapping and the options.
 */
export async function updateImport(runtime: Runtime, input: Input, { actor }: SignedIn): Promise<ContactImport> {
  const found = await runtime.transaction(actor, (ctx) => getImportRow(ctx, input.id), { readOnly: true });
  const head = input.format ? await openHead(runtime, actor, found.file_id) : null;
  return runtime.transaction(actor, async (ctx) => {
    const row = await getImportRow(ctx, input.id, 'for update');
    refuseMove(row, 'change', ['uploaded']);
    await change(ctx, row, input, head);
    return getImport(ctx, input);
  });
}

async function change(ctx: Ctx, row: ImportRow, input: Input, head: FileHead | null): Promise<void> {
  const { organizationId } = ctx.actor;
  const isOther =
    head &&
    Object.entries(input.format!).some(([name, value]) => row.format[name as keyof ImportRow['format']] !== value);
  const anew = isOther ? await proposal(ctx, head, { ...row.format, ...definedOf(input.format!) }) : null;
  const options = mergeOptions(row.options, definedOf(input.options ?? {}));
  const faults = [
    ...(input.mapping ? checkMapping(input.mapping, anew?.width ?? row.columns.length) : []),
    ...(input.options ? await checkOptions(ctx, options) : []),
  ];
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  await storeImport(ctx.db, organizationId, row.id, {
    ...anew?.columns,
    ...(input.mapping && { mapping: JSON.stringify(input.mapping) }),
    options: JSON.stringify(options),
    revision: row.revision + 1,
    dry_run: null,
    dry_run_task_id: null,
  });
  const { id: _, ...after } = input;
  await recordAudit(ctx, { action: 'import.changed', subjectKind: 'import', subjectId: row.id, after });
}

/** A group and the name of one stand for the same choice: the one that is given replaces the other. */
function mergeOptions(before: ImportOptions, given: Partial<ImportOptions>): ImportOptions {
  const isGiven = given.groupId || given.groupName;
  return { ...before, ...(isGiven && { groupId: null, groupName: null }), ...given };
}

async function checkOptions(ctx: Ctx, { defaultCountry, groupId, groupName }: ImportOptions): Promise<FieldFault[]> {
  const faults: FieldFault[] = [];
  const add = (name: string, rule: string, en: string, ru: string) =>
    faults.push({ path: `options.${name}`, rule, en, ru });
  if (!isPhoneCountry(defaultCountry)) {
    add(
      'defaultCountry',
      'country_unknown',
      'No phone numbers of this country are known.',
      'Телефонных номеров такой страны нет.',
    );
  }
  if (groupId && groupName) {
    add(
      'groupName',
      'group_given_twice',
      'Give either a group or the name of one.',
      'Укажите либо группу, либо её название.',
    );
  }
  const group = groupId ? await findGroup(ctx.db, ctx.actor.organizationId, groupId) : null;
  if (group === undefined) add('groupId', 'group_unknown', 'There is no such group.', 'Такой группы нет.');
  if (group?.archived_at) {
    add(
      'groupId',
      'group_archived',
      'This group is archived. Restore it first.',
      'Эта группа в архиве. Сначала верните её.',
    );
  }
  return faults;
}

function definedOf<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
