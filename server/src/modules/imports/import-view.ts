import type { Language } from '@parley/contract/errors';
import type { ContactImport, ImportRejection, ImportState } from '@parley/contract/imports';
import type { DryRun, ImportRow, RowIssues } from './import-queries.ts';
import type { RowIssue } from './normalise-row.ts';
import { reasonText } from './reasons.ts';

export function importView(row: ImportRow, language: Language): ContactImport {
  const { rows, created, updated, duplicates, rejected, warned } = row;
  return {
    id: row.id,
    state: stateOf(row),
    fileId: row.file_id,
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    format: row.format,
    columns: row.columns.map((column) => ({ ...column, samples: [...column.samples] })),
    mapping: [...row.mapping],
    options: row.options,
    estimatedRows: row.estimated_rows,
    dryRun: row.dry_run && dryRunView(row.dry_run, row, language),
    dryRunTaskId: row.dry_run_task_id,
    counts: { rows, created, updated, duplicates, rejected, warned, imported: created + updated },
    taskId: row.task_id,
    groupId: row.group_id,
    rejectedFileId: row.rejected_file_id,
    undo: row.undo,
    undoTaskId: row.undo_task_id,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** What is under way is as its task is: one that was cancelled or has failed stands still. */
export function stateOf({ state, task_state: task }: Pick<ImportRow, 'state' | 'task_state'>): ImportState {
  const isUnderWay = state === 'running' || state === 'undoing';
  return (isUnderWay && (task === 'failed' || task === 'cancelled') ? task : state) as ImportState;
}

function dryRunView(dryRun: DryRun, row: ImportRow, language: Language): ContactImport['dryRun'] {
  const view = ({ line, reasons }: RowIssues) => ({ line, reasons: reasonViews(reasons, row, language) });
  const columns = dryRun.columns.map(({ examples, ...counts }) => ({
    ...counts,
    examples: examples.map(({ line, code, value }) => ({ line, value, text: reasonText(code, language) })),
  }));
  return { ...dryRun, errors: dryRun.errors.map(view), warnings: dryRun.warnings.map(view), columns };
}

export function reasonViews(
  reasons: readonly RowIssue[],
  { columns }: Pick<ImportRow, 'columns'>,
  language: Language,
): ImportRejection['reasons'] {
  return reasons.map(({ code, column, value }) => ({
    code,
    column,
    columnName: column === null ? null : (columns[column]?.name ?? null),
    value,
    text: reasonText(code, language),
  }));
}
