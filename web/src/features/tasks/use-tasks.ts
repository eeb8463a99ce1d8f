import type { Task } from '@parley/contract/tasks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';
import { useEvents } from '#lib/realtime';

/** Beside the events, in case one was missed: rate and remaining time move by themselves. */
const pollMilliseconds = 1_500;

export function useActiveTasks(): readonly Task[] {
  const client = useQueryClient();
  const can = useCan();
  const isAllowed = can('tasks:read');
  useEvents(['task.changed'], ({ payload }) => {
    void client.invalidateQueries({ queryKey: ['tasks', 'active'] });
    const isOver = payload['state'] !== 'queued' && payload['state'] !== 'running';
    if (isOver) void client.invalidateQueries({ queryKey: ['tasks', 'history'] });
  });
  const { data } = useQuery({
    queryKey: ['tasks', 'active'],
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<readonly Task[]>(['tasks', 'active'])?.length ?? 0;
      const { data: tasks } = await api.get<Page<Task>>('/tasks', { query: { scope: 'active', limit: 50 }, signal });
      if (tasks.length < before) void client.invalidateQueries({ queryKey: ['tasks', 'history'] });
      return tasks;
    },
    enabled: isAllowed,
    refetchInterval: (query) => (query.state.data?.length ? pollMilliseconds : false),
  });
  return data ?? [];
}

export function useTaskHistory(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['tasks', 'history'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Task>>('/tasks', { query: { scope: 'history', limit: 20, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled,
  });
}
