import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** What the server said last. Events tell what is stale (lib/realtime), so nothing is fetched again by the clock. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: false,
      // Offline, what is known stays on the screen, and a request fails in words instead of waiting silently.
      networkMode: 'always',
      retry: (failures, error) => failures < 3 && error instanceof ApiError && error.isPassing,
      retryDelay: (attempt, error) =>
        error instanceof ApiError && error.retryAfter ? error.retryAfter * 1_000 : Math.min(500 * 2 ** attempt, 5_000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
