import type { Installation } from '@parley/contract/installation';
import { queryOptions } from '@tanstack/react-query';
import { api } from '#lib/api';

/** What is known of the installation before anybody is signed in. */
export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => api.get<Installation>('/installation'),
});
