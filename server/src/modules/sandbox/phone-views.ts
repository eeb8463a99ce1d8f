import type { ListedPhone, PhoneDetails, PhoneMessage } from '@parley/contract/sandbox';
import type { z } from 'zod';
import type { messageAnswer, phoneAnswer, phoneDetailsAnswer } from './sandbox-answers.ts';
import type { AccountRow } from './sandbox-queries.ts';

type Message = z.output<typeof messageAnswer>;

/** Channels by the accounts behind them. What belongs to a channel that was removed is not shown. */
export type ChannelsOfAccounts = ReadonlyMap<string, string>;

export function channelsOf(accounts: readonly AccountRow[]): ChannelsOfAccounts {
  return new Map(accounts.map(({ network, account, channelId }) => [`${network}/${account}`, channelId]));
}

export function listedPhone(phone: z.output<typeof phoneAnswer>, channels: ChannelsOfAccounts): ListedPhone {
  const last = phone.last === null ? null : (phoneMessages([phone.last], channels)[0] ?? null);
  return { ...plainPhone(phone, channels), last };
}

export function phoneDetails(phone: z.output<typeof phoneDetailsAnswer>, channels: ChannelsOfAccounts): PhoneDetails {
  const typing = phone.typing.flatMap(({ account, milliseconds }) => {
    const channelId = channels.get(account);
    return channelId === undefined ? [] : [{ channelId, milliseconds }];
  });
  return { ...plainPhone(phone, channels), typing, messages: phoneMessages(phone.messages, channels) };
}

/** Without those that wait for the phone: it does not show them yet. */
export function phoneMessages(messages: readonly Message[], channels: ChannelsOfAccounts): PhoneMessage[] {
  return messages.flatMap(({ account, time, ...message }) => {
    const channelId = channels.get(`${message.network}/${account}`);
    return channelId === undefined || time === null
      ? []
      : [{ ...message, channelId, time: new Date(time).toISOString() }];
  });
}

function plainPhone(
  { number, name, online, blocked, waiting, changed }: Omit<z.output<typeof phoneAnswer>, 'last'>,
  channels: ChannelsOfAccounts,
) {
  const channelIds = blocked.flatMap((account) => channels.get(account) ?? []);
  return { number: `+${number}`, name, online, blocked: channelIds, waiting, changed };
}
