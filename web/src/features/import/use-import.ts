import type { ContactImport } from '@parley/contract/imports';
import type { Task } from '@parley/contract/tasks';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { api } from '#lib/api';
import { useEvents } from '#lib/realtime';

const pollMilliseconds = 700;

const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api.get<ContactImport>(`/imports/${id}`, { signal }),
  });

/** The task that is busy with an import now, if any. */
export function busyTaskOf({ state, dryRun, dryRunTaskId, taskId, undoTaskId }: ContactImport): string | null {
  if (state === 'uploaded') return dryRun === null ? dryRunTaskId : null;
  if (state === 'undoing') return undoTaskId;
  return state === 'running' ? taskId : null;
}

/** An import as the server has it: that is why the wizard is where it was after a reload. */
export function useImport(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    ...importQuery(id),
    refetchInterval: ({ state: { data } }) => (data && busyTaskOf(data) !== null ? pollMilliseconds : false),
  });
  useEvents(['import.finished'], ({ payload }) => {
    if (payload['importId'] === id) void client.invalidateQueries({ queryKey: ['imports', id] });
  });
  return query;
}

export function useTask(id: string | null): Task | undefined {
  const { data } = useQuery({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => api.get<Task>(`/tasks/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: pollMilliseconds,
  });
  return id === null ? undefined : data;
}

type Change = Readonly<Record<string, unknown>>;

/** Changes how the file is read or imported; one change follows the other. */
export function useChangeImport(id: string) {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(0);
  const change = useCallback(
    async (part: Change): Promise<boolean> => {
      setPending((count) => count + 1);
      try {
        client.setQueryData(['imports', id], await api.patch<ContactImport>(`/imports/${id}`, part));
        setError(null);
        return true;
      } catch (failure) {
        setError(failure);
        return false;
      } finally {
        setPending((count) => count - 1);
      }
    },
    [client, id],
  );
  return { change, error, isSaving: pending > 0 };
}

/** Looks, as often as the settings change, what the import would do. */
export function useDryRun(found: ContactImport): { error: unknown } {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const { id, state, dryRun, dryRunTaskId } = found;
  const isWanted = state === 'uploaded' && dryRun === null && dryRunTaskId === null;
  // Of each answer of the server anew: a change has taken the last dry run away.
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    api.post<ContactImport>(`/imports/${id}/dry-run`).then(
      (answer) => {
        if (!isCurrent) return;
        setError(null);
        client.setQueryData(['imports', id], answer);
      },
      (failure: unknown) => isCurrent && setError(failure),
    );
    return () => {
      isCurrent = false;
    };
  }, [isWanted, found, id, client]);
  return { error: isWanted ? error : null };
}
