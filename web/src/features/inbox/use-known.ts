import { useQuery } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import type { Assignee } from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { useMemo } from 'react';
import { useCan, useMe } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { assigneesQuery, labelsQuery } from './queries.ts';
import { channelsQuery } from './use-carries.ts';

/** Colleagues, labels and channels by what they are called. */
export interface Known {
  readonly me: string | null;
  readonly members: readonly Assignee[];
  readonly names: ReadonlyMap<string, string>;
  readonly labels: readonly Label[];
  readonly labelsById: ReadonlyMap<string, Label>;
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** Of a colleague or a label. */
  readonly nameOf: (id: string) => string | undefined;
}

const nobody: readonly Assignee[] = [];
const noLabels: readonly Label[] = [];
const noChannels: readonly Channel[] = [];

/** As it is known now: a label may have been made a moment ago. */
function nameOf(id: string): string | undefined {
  const labels = queryClient.getQueryData(labelsQuery.queryKey)?.data ?? noLabels;
  const members = queryClient.getQueryData(assigneesQuery.queryKey)?.data ?? nobody;
  return [...labels, ...members].find((each) => each.id === id)?.name;
}

export function useKnown(): Known {
  const { user } = useMe();
  const can = useCan();
  const members = useQuery(assigneesQuery).data ?? nobody;
  const labels = useQuery(labelsQuery).data ?? noLabels;
  const channels = useQuery({ ...channelsQuery, enabled: can('channels:read') }).data?.data ?? noChannels;
  const names = useMemo(() => {
    const all = new Map(members.map(({ id, name }) => [id, name]));
    if (user) all.set(user.id, user.name);
    return all;
  }, [members, user]);
  const labelsById = useMemo(() => new Map(labels.map((label) => [label.id, label])), [labels]);
  return { me: user?.id ?? null, members, names, labels, labelsById, channels, nameOf };
}
