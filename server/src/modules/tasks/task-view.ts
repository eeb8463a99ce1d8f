import { errors, errorText, type ErrorCode, type Language } from '@parley/contract/errors';
import type { Task, TaskLogEntry, TaskLogLevel, TaskState } from '@parley/contract/tasks';
import type { listLogEntries, TaskRow } from './task-queries.ts';

export function taskView(row: TaskRow, language: Language, now: Date): Task {
  const seconds = row.started_at ? ((row.finished_at ?? now).getTime() - row.started_at.getTime()) / 1_000 : 0;
  const rate = row.done > 0 && seconds > 0 ? row.done / seconds : null;
  const isRunning = row.state === 'running';
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state as TaskState,
    done: row.done,
    total: row.total,
    ratePerSecond: rate,
    etaSeconds: isRunning && rate && row.total !== null ? Math.ceil(Math.max(0, row.total - row.done) / rate) : null,
    cancelRequested: row.cancel_requested_at !== null,
    error: row.error_code ? { code: row.error_code, text: textOf(row.error_code, language, row.error_details) } : null,
    result: row.result as Task['result'],
    resultFileId: row.result_file_id,
    createdBy: row.created_by ? { id: row.created_by, name: row.creator_name ?? '' } : null,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** A code that this version does not know any more is shown as it is. */
function textOf(code: string, language: Language, details: unknown): string {
  return code in errors ? errorText(code as ErrorCode, language, (details ?? {}) as Record<string, unknown>) : code;
}

export function logEntryView(row: Awaited<ReturnType<typeof listLogEntries>>[number]): TaskLogEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    level: row.level as TaskLogLevel,
    message: row.message,
    details: row.details as TaskLogEntry['details'],
  };
}
