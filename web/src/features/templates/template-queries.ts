import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import type { Channel, channelKindList } from '@parley/contract/channels';
import type { ContactSummary } from '@parley/contract/contacts';
import type {
  Template,
  TemplateAttributes,
  TemplateCategory,
  TemplatePreview,
  TesterList,
  TemplateVersion,
} from '@parley/contract/templates';
import type { z } from 'zod';
import { api, type Page } from '#lib/api';

export interface TemplateFilter {
  readonly search?: string;
  readonly target?: string;
  readonly categoryId?: string;
  readonly archived?: string;
}

export const templateListQuery = (filter: TemplateFilter) =>
  infiniteQueryOptions({
    queryKey: ['templates', 'list', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Template>>('/templates', {
        query: { ...filter, archived: filter.archived === 'true' ? 'true' : undefined, limit: 50, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const templateQuery = (id: string) =>
  queryOptions({ queryKey: ['templates', 'one', id], queryFn: () => api.get<Template>(`/templates/${id}`) });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['templates', 'one', id, 'versions'],
    queryFn: () => api.get<Page<TemplateVersion>>(`/templates/${id}/versions`, { query: { limit: 100 } }),
  });

export const categoriesQuery = queryOptions({
  queryKey: ['templates', 'categories'],
  queryFn: () => api.get<{ data: TemplateCategory[] }>('/template-categories'),
});

export const attributesQuery = queryOptions({
  queryKey: ['templates', 'attributes'],
  queryFn: () => api.get<TemplateAttributes>('/template-attributes'),
});

export const testersQuery = queryOptions({
  queryKey: ['testers'],
  queryFn: () => api.get<TesterList>('/testers'),
});

/** Twenty real people to try a text on. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ['contacts', 'for-preview', search],
    queryFn: ({ signal }) => api.get<Page<ContactSummary>>('/contacts', { query: { limit: 20, q: search }, signal }),
  });

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'for-templates'],
  queryFn: () => api.get<Page<Channel>>('/channels', { query: { limit: 200 } }),
});

/** What each network takes. */
export const kindsQuery = queryOptions({
  queryKey: ['channel-kinds'],
  queryFn: () => api.get<z.output<typeof channelKindList>>('/channel-kinds'),
  staleTime: Infinity,
});

/** `contactId` null: a made-up person. */
export const previewQuery = (text: string, contactId: string | null) =>
  queryOptions({
    queryKey: ['templates', 'preview', text, contactId],
    queryFn: () =>
      api.post<TemplatePreview>('/templates/preview', {
        items: [{ kind: 'text', text }],
        contactIds: contactId === null ? [] : [contactId],
      }),
    gcTime: 60_000,
  });

/** For a picker: nobody is asked for while it is closed. */
export function useFoundPeople(search: string | null): readonly ContactSummary[] | undefined {
  return useQuery({ ...peopleQuery(search ?? ''), enabled: search !== null }).data?.data;
}
