import { useQueries } from '@tanstack/react-query';
import type { Campaign } from '@parley/contract/campaigns';
import type { Conversation } from '@parley/contract/conversations';
import type { Permission } from '@parley/contract/permissions';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';

const steps = [
  { key: 'channel', to: '/channels/new', permission: 'channels:write' },
  { key: 'people', to: '/contacts/import', permission: 'contacts:import' },
  { key: 'template', to: '/templates/new', permission: 'templates:write' },
  { key: 'campaign', to: '/campaigns/new', permission: 'campaigns:send' },
  { key: 'answer', to: '/inbox', permission: 'conversations:reply' },
  { key: 'team', to: '/settings/team', permission: 'members:write' },
] as const satisfies readonly { key: string; to: string; permission: Permission }[];

export type FirstStep = (typeof steps)[number] & { readonly isDone: boolean };

const freshMilliseconds = 5_000;
const someAnswered = 20;

/** What has been done is seen in what there is. The keys begin as those of the lists do: what changes them asks again. */
const questions: Readonly<
  Record<FirstStep['key'], { readonly key: readonly string[]; readonly ask: () => Promise<boolean> }>
> = {
  channel: { key: ['channels', 'first-steps'], ask: () => hasAny('/channels') },
  people: { key: ['contacts', 'first-steps'], ask: () => hasAny('/contacts') },
  template: { key: ['templates', 'first-steps'], ask: () => hasAny('/templates') },
  campaign: {
    key: ['campaigns', 'list', 'first-steps'],
    ask: async () => (await first<Campaign>('/campaigns', 5)).some(({ status }) => status !== 'DRAFT'),
  },
  answer: {
    key: ['conversations', 'first-steps'],
    ask: async () =>
      (await first<Conversation>('/conversations', someAnswered)).some(
        ({ lastInboundAt, waitingSince }) => lastInboundAt !== null && waitingSince === null,
      ),
  },
  team: { key: ['members', 'first-steps'], ask: async () => (await first('/members', 2)).length > 1 },
};

async function first<Row>(path: string, limit: number): Promise<readonly Row[]> {
  return (await api.get<Page<Row>>(path, { query: { limit } })).data;
}

async function hasAny(path: string): Promise<boolean> {
  return (await first(path, 1)).length > 0;
}

/** The steps that whoever asks may take, in their order. Null until all is known. */
export function useFirstSteps(enabled: boolean): readonly FirstStep[] | null {
  const can = useCan();
  const open = steps.filter(({ permission }) => can(permission));
  const answers = useQueries({
    queries: open.map(({ key }) => ({
      queryKey: questions[key].key,
      queryFn: questions[key].ask,
      enabled,
      staleTime: freshMilliseconds,
    })),
  });
  if (!enabled || answers.some(({ data }) => data === undefined)) return null;
  return open.map((step, index) => ({ ...step, isDone: answers[index]!.data! }));
}
