import type { Task } from '@parley/contract/tasks';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '#lib/api';
import { saveTaskFile } from '#lib/save-file';
import { toast } from '#lib/toasts';
import { useTexts } from './texts.ts';

type Filter = Readonly<Record<string, unknown>>;

const pollMilliseconds = 400;
/** A longer one is watched under Tasks. */
const watchMilliseconds = 60_000;

/** Starts an action for many people and tells how it went, with the way back where there is one. */
export function useBulk() {
  const t = useTexts();
  const client = useQueryClient();
  const refresh = (): void => {
    void client.invalidateQueries({ queryKey: ['contacts'] });
    void client.invalidateQueries({ queryKey: ['groups'] });
  };
  const undo = async (taskId: string): Promise<void> => {
    const { taskId: undoId } = await api.post<{ taskId: string }>(`/contacts/bulk/${taskId}/undo`);
    const task = await ended(undoId);
    refresh();
    if (task?.state === 'completed') toast(t('undone'), { tone: 'success' });
  };
  const follow = async (taskId: string): Promise<void> => {
    void client.invalidateQueries({ queryKey: ['tasks'] });
    const task = await ended(taskId);
    refresh();
    void client.invalidateQueries({ queryKey: ['tasks'] });
    if (task === null) {
      toast(t('task_started'));
    } else if (task.state === 'completed') {
      const { changed, undoable } = (task.result ?? {}) as { changed?: number; undoable?: boolean };
      const action = undoable
        ? { label: t('undo'), run: () => void undo(taskId).catch(failed) }
        : task.resultFileId
          ? { label: t('download'), run: () => void saveTaskFile(taskId).catch(failed) }
          : null;
      toast(changed === undefined ? t('saved_file') : t('done', { count: changed }), { tone: 'success', action });
    } else if (task.state === 'failed') {
      toast(t('failed_task'), { tone: 'danger' });
    }
  };
  const failed = (error: unknown): void => {
    toast(error instanceof Error ? error.message : String(error), { tone: 'danger' });
  };
  /** Returns false when the server refused, which was said. */
  const start = async (path: string, filter: Filter, rest: Filter = {}): Promise<boolean> => {
    try {
      const { taskId } = await api.post<{ taskId: string }>(path, { filter, ...rest });
      void follow(taskId).catch(failed);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };
  return { start, failed };
}

/** The task once it has come to its end; null when that takes long. */
export async function ended(taskId: string): Promise<Task | null> {
  const until = Date.now() + watchMilliseconds;
  while (Date.now() < until) {
    const task = await api.get<Task>(`/tasks/${taskId}`);
    if (task.state !== 'queued' && task.state !== 'running') return task;
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
  return null;
}
