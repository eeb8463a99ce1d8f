import type { Contact } from '@parley/contract/contacts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '#lib/api';
import { useEvents } from '#lib/realtime';

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => api.get<Contact>(`/contacts/${id}`, { signal }),
  });

/** Everything about one person, kept up with what others change. */
export function useContact(id: string) {
  const client = useQueryClient();
  useEvents(['contact.updated', 'contact.opted_out', 'contact.erased'], ({ payload }) => {
    const isHere = 'contactIds' in payload ? payload.contactIds.includes(id) : payload.contactId === id;
    if (isHere) void client.invalidateQueries({ queryKey: ['contact', id] });
  });
  return useQuery(contactQuery(id));
}

/** After the server has answered with the contact as it is now. */
export function useRemember() {
  const client = useQueryClient();
  return useCallback(
    (contact: Contact): void => {
      client.setQueryData(['contact', contact.id], contact);
      void client.invalidateQueries({ queryKey: ['contacts'] });
      void client.invalidateQueries({ queryKey: ['timeline', contact.id] });
    },
    [client],
  );
}

/** Changes fields, based on what the person sees: a colleague's change meanwhile is refused as `contact_changed`. */
export function useChangeContact(contact: Contact) {
  const remember = useRemember();
  return async (change: Record<string, unknown>, basedOn: string | null = contact.updatedAt): Promise<void> => {
    remember(await api.patch<Contact>(`/contacts/${contact.id}`, { ...change, ...(basedOn !== null && { basedOn }) }));
  };
}
