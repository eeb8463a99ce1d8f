/** The phones of the sandbox, kept fresh by asking for what is newer than what is known. */
import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import type {
  ListedPhone,
  PhoneDetails,
  PhoneList,
  PhoneMessage,
  Sandbox,
  SandboxAccount,
} from '@parley/contract/sandbox';
import { useEffect } from 'react';
import { api, ApiError, upload } from '#lib/api';
import { mergePhones } from './merge-phones.ts';

const pollMilliseconds = 700;
const mostPhones = 500;

export const sandboxQuery = queryOptions({
  queryKey: ['sandbox', 'accounts'],
  queryFn: ({ signal }) => api.get<Sandbox>('/sandbox', { signal }),
});

const phonesKey = (search: string) => ['sandbox', 'phones', search] as const;
const phoneKey = (number: string) => ['sandbox', 'phone', number] as const;

/** Phones newest change first. */
export function usePhones(search: string) {
  return useQuery({
    queryKey: phonesKey(search),
    queryFn: ({ signal }) => api.get<PhoneList>('/sandbox/phones', { query: { search, limit: mostPhones }, signal }),
    placeholderData: (previous) => previous,
    select: byLastMessage,
  });
}

/** As on a real phone: where something was said last stands on top, and those that are new. */
function byLastMessage(list: PhoneList): PhoneList {
  const timeOf = ({ last }: ListedPhone): number => (last === null ? Infinity : Date.parse(last.time));
  return { ...list, phones: list.phones.toSorted((one, other) => timeOf(other) - timeOf(one) || 0) };
}

export function usePhone(number: string) {
  const client = useQueryClient();
  const phone = useQuery({
    queryKey: phoneKey(number),
    queryFn: ({ signal }) => api.get<PhoneDetails>(`/sandbox/phones/${encodeURIComponent(number)}`, { signal }),
  });
  const typing = phone.data?.typing;
  // Nobody tells when it is over: it ends by itself, unless it is told again before.
  useEffect(() => {
    if (!typing || typing.length === 0) return;
    const longest = Math.max(...typing.map(({ milliseconds }) => milliseconds));
    const timer = setTimeout(
      () => client.setQueryData<PhoneDetails>(phoneKey(number), (known) => known && { ...known, typing: [] }),
      longest,
    );
    return () => clearTimeout(timer);
  }, [client, number, typing]);
  return phone;
}

/** Asks for changes while the page is looked at. Mostly there is none, and the answer is a few bytes. */
export function useLivePhones(): void {
  const client = useQueryClient();
  const known = useQuery({ ...phonesOptions, enabled: false }).data?.position;
  const isKnown = known !== undefined;
  useEffect(() => {
    if (!isKnown) return;
    let stopped = false;
    let timer = 0;
    const next = (): void => {
      if (!stopped) timer = window.setTimeout(() => void look(), pollMilliseconds);
    };
    const look = async (): Promise<void> => {
      try {
        if (!document.hidden) await takeChanges(client);
      } catch (error) {
        // The sandbox is started again, or the connection is away: the shell says so. Ask again.
        if (!(error instanceof ApiError)) throw error;
      } finally {
        next();
      }
    };
    next();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [client, isKnown]);
}

const phonesOptions = {
  queryKey: phonesKey(''),
  queryFn: () => api.get<PhoneList>('/sandbox/phones', { query: { limit: mostPhones } }),
};

async function takeChanges(client: QueryClient): Promise<void> {
  const before = client.getQueryData<PhoneList>(phonesKey(''));
  if (!before) return;
  const news = await api.get<PhoneList>('/sandbox/phones', { query: { after: before.position, limit: mostPhones } });
  if (news.position === before.position && news.phones.length === 0) return;
  client.setQueryData<PhoneList>(phonesKey(''), (list) => list && mergePhones(list, news));
  if (news.phones.length === 0) return;
  for (const phone of news.phones) void client.invalidateQueries({ queryKey: phoneKey(phone.number) });
  void client.invalidateQueries({
    queryKey: ['sandbox', 'phones'],
    predicate: ({ queryKey }) => queryKey[2] !== '',
  });
}

function putListed(client: QueryClient, phone: ListedPhone): void {
  client.setQueryData<PhoneList>(phonesKey(''), (list) => {
    if (!list) return list;
    const others = list.phones.filter(({ number }) => number !== phone.number);
    return { ...list, total: Math.max(list.total, others.length + 1), phones: [phone, ...others] };
  });
  void client.invalidateQueries({ queryKey: phoneKey(phone.number) });
}

export function useChangePhone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, ...change }: { number: string; name?: string | null; online?: boolean }) =>
      api.put<ListedPhone>(`/sandbox/phones/${encodeURIComponent(number)}`, change),
    onSuccess: (phone) => putListed(client, phone),
  });
}

export function useBlock(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (block: { channelId: string; blocked: boolean }) =>
      api.post<ListedPhone>(`/sandbox/phones/${encodeURIComponent(number)}/block`, block),
    onSuccess: (phone) => putListed(client, phone),
  });
}

export interface Answer {
  readonly channelId: string;
  /** Our sender, on networks that have senders. */
  readonly to: string | null;
  readonly text: string;
  readonly picture: File | null;
}

export function useAnswer(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channelId, to, text, picture }: Answer) => {
      const path = `/sandbox/phones/${encodeURIComponent(number)}`;
      if (picture)
        return upload<PhoneMessage>(`${path}/pictures`, picture, picture.name, { query: { channelId, text } });
      return api.post<PhoneMessage>(`${path}/messages`, { channelId, text, ...(to !== null && { to }) });
    },
    onSuccess: (message) => {
      client.setQueryData<PhoneDetails>(phoneKey(number), (phone) =>
        phone && !phone.messages.some(({ id }) => id === message.id)
          ? { ...phone, messages: [...phone.messages, message] }
          : phone,
      );
    },
  });
}

/** Painted at once; taken back when the sandbox refuses. */
export function useChangeAccount() {
  const client = useQueryClient();
  const { queryKey } = sandboxQuery;
  return useMutation({
    mutationFn: ({ channelId, ...change }: { channelId: string; answering?: boolean; fault?: string | null }) =>
      api.patch<SandboxAccount>(`/sandbox/accounts/${channelId}`, change),
    onMutate: ({ channelId, ...change }) => {
      const before = client.getQueryData(queryKey);
      client.setQueryData(
        queryKey,
        before && {
          ...before,
          accounts: before.accounts.map((one) => (one.channelId === channelId ? { ...one, ...change } : one)),
        },
      );
      return { before };
    },
    onError: (_error, _change, context) => client.setQueryData(queryKey, context?.before),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

export function useAddSandboxChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: 'sms-smpp' | 'telegram-bot') => api.post<Channel>('/sandbox/channels', { kind }),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: sandboxQuery.queryKey }),
        client.invalidateQueries({ queryKey: ['channels'] }),
      ]);
    },
  });
}
