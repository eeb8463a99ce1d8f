import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

export const taskStates = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

/** Work in the background that a person started: an import, an export, a mass change. */
export const task = z.object({
  id: z.uuid(),
  /** `imports.import-contacts` */
  kind: z.string(),
  title: z.string(),
  state: z.enum(taskStates),
  done: z.number().int(),
  /** Null while it is not known. */
  total: z.number().int().nullable(),
  /** Since it was started; null before there is anything to measure. */
  ratePerSecond: z.number().nullable(),
  etaSeconds: z.number().int().nullable(),
  cancelRequested: z.boolean(),
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
  /** What the kind has to say about what it did. */
  result: z.record(z.string(), z.unknown()).nullable(),
  resultFileId: z.uuid().nullable(),
  createdBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Task = z.infer<typeof task>;

export const listTasksQuery = pageQuery.extend({
  /** `active` is queued or running, `history` has ended. */
  scope: z.enum(['active', 'history']).optional(),
  kind: z.string().min(1).max(100).optional(),
  state: z.enum(taskStates).optional(),
});
export type ListTasksQuery = z.output<typeof listTasksQuery>;
export const taskPage = pageOf(task);

export const taskLogLevels = ['info', 'warning', 'error'] as const;
export type TaskLogLevel = (typeof taskLogLevels)[number];

export const taskLogEntry = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  level: z.enum(taskLogLevels),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(),
});
export type TaskLogEntry = z.infer<typeof taskLogEntry>;

/** With the newest entries of its log, newest first; the rest is at `/tasks/{id}/log`. */
export const taskWithLog = task.extend({ log: z.array(taskLogEntry) });
export type TaskWithLog = z.infer<typeof taskWithLog>;
export const taskLogPage = pageOf(taskLogEntry);
