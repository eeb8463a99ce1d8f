import type { PhoneDetails, PhoneMessage, Sandbox, SandboxAccount } from '@parley/contract/sandbox';

/** A chat on a phone: with one sender of a channel, or with a bot. */
export interface Thread {
  readonly key: string;
  readonly account: SandboxAccount;
  /** Null on networks without senders. */
  readonly sender: string | null;
  readonly title: string;
  /** Oldest first. */
  readonly messages: readonly PhoneMessage[];
  readonly blocked: boolean;
  /** Somebody writes here at this moment. */
  readonly isTyping: boolean;
}

/** Those with messages, newest first, then the channels that nobody has written on yet. */
export function threadsOf(phone: PhoneDetails, { networks, accounts }: Sandbox): Thread[] {
  const hasSenders = new Map(networks.map((network) => [network.network, network.hasSenders]));
  const threads = accounts.flatMap((account) => {
    const own = phone.messages.filter(({ channelId }) => channelId === account.channelId);
    const groups = hasSenders.get(account.network)
      ? [...Map.groupBy(own, ({ sender }) => sender)]
      : own.length > 0
        ? [[account.title, own] as const]
        : [];
    const found = groups.length > 0 ? groups : [[account.title, []] as const];
    return found.map(([title, messages]): Thread => ({
      key: `${account.channelId} ${title}`,
      account,
      sender: hasSenders.get(account.network) ? title : null,
      title,
      messages,
      blocked: phone.blocked.includes(account.channelId),
      isTyping: phone.typing.some(({ channelId }) => channelId === account.channelId),
    }));
  });
  return threads.toSorted((one, other) => lastTime(other).localeCompare(lastTime(one)));
}

function lastTime({ messages }: Thread): string {
  return messages.at(-1)?.time ?? '';
}
