import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import type { CampaignHistory, CampaignProgress } from '@parley/contract/campaign-progress';
import type {
  AudiencePreview,
  Campaign,
  CampaignCheck,
  CampaignFailures,
  CampaignMessages,
  Recipient,
  RecipientDetails,
} from '@parley/contract/campaigns';
import type { Channel } from '@parley/contract/channels';
import type { ContactSummary } from '@parley/contract/contacts';
import type { Group } from '@parley/contract/groups';
import type { Template } from '@parley/contract/templates';
import { api, type Page } from '#lib/api';

export interface CampaignFilter {
  readonly search?: string;
  readonly status?: string;
  readonly network?: string;
  readonly channelId?: string;
  readonly templateId?: string;
  readonly createdBy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly archived?: 'true';
}

export const campaignKeys = {
  all: ['campaigns'] as const,
  one: (id: string) => ['campaigns', 'one', id] as const,
};

export const campaignListQuery = (filter: CampaignFilter) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', 'list', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Campaign>>('/campaigns', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const campaignQuery = (id: string) =>
  queryOptions({ queryKey: campaignKeys.one(id), queryFn: () => api.get<Campaign>(`/campaigns/${id}`) });

const partQuery = <Answer>(id: string, part: string) =>
  queryOptions({
    queryKey: [...campaignKeys.one(id), part],
    queryFn: ({ signal }) => api.get<Answer>(`/campaigns/${id}/${part}`, { signal }),
  });

export const audienceQuery = (id: string) => partQuery<AudiencePreview>(id, 'audience');
export const checkQuery = (id: string) => partQuery<CampaignCheck>(id, 'check');
export const progressQuery = (id: string) => partQuery<CampaignProgress>(id, 'progress');
export const historyQuery = (id: string) => partQuery<CampaignHistory>(id, 'history');
export const failuresQuery = (id: string) => partQuery<CampaignFailures>(id, 'failures');
export const messagesQuery = (id: string) => partQuery<CampaignMessages>(id, 'messages');

/** What one person reads, or would. */
export const messageQuery = (id: string, contactId: string) =>
  queryOptions({
    queryKey: [...campaignKeys.one(id), 'messages', contactId],
    queryFn: ({ signal }) => api.get<CampaignMessages>(`/campaigns/${id}/messages`, { query: { contactId }, signal }),
  });

const mostFound = 20;

/** For a picker: nobody is asked for while it is closed. */
export function useFoundPeople(search: string | null): readonly ContactSummary[] | undefined {
  return useQuery({
    queryKey: ['contacts', 'for-campaigns', search],
    queryFn: ({ signal }) =>
      api.get<Page<ContactSummary>>('/contacts', { query: { limit: mostFound, q: search ?? '' }, signal }),
    enabled: search !== null,
  }).data?.data;
}

export interface RecipientFilter {
  readonly state?: string;
  readonly reason?: string;
  readonly exclusion?: string;
  readonly reply?: string;
}

export const recipientsQuery = (id: string, filter: RecipientFilter) =>
  infiniteQueryOptions({
    queryKey: [...campaignKeys.one(id), 'recipients', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Recipient>>(`/campaigns/${id}/recipients`, {
        query: { ...filter, limit: 100, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const recipientQuery = (id: string, contactId: string) =>
  queryOptions({
    queryKey: [...campaignKeys.one(id), 'recipient', contactId],
    queryFn: () => api.get<RecipientDetails>(`/campaigns/${id}/recipients/${contactId}`),
  });

/** What a campaign is made of; an organization has dozens of each, so they come whole. */
export const channelsQuery = queryOptions({
  queryKey: ['channels', 'for-campaigns'],
  queryFn: () => api.get<Page<Channel>>('/channels', { query: { limit: 200 } }),
});
export const groupsQuery = queryOptions({
  queryKey: ['groups', 'for-campaigns'],
  queryFn: () => api.get<Page<Group>>('/groups', { query: { limit: 200 } }),
});
export const templateQuery = (id: string) =>
  queryOptions({
    queryKey: ['templates', 'one', id],
    queryFn: () => api.get<Template>(`/templates/${id}`),
    staleTime: 0,
  });
export const templatesQuery = (search: string) =>
  queryOptions({
    queryKey: ['templates', 'for-campaigns', search],
    queryFn: () => api.get<Page<Template>>('/templates', { query: { limit: 100, search } }),
  });
