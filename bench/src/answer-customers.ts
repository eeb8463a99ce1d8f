import { randomUUID } from 'node:crypto';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import type { ApiClient } from './api-client.ts';
import type { OperatorReply } from './compare-ledger.ts';
import type { Reporter } from './progress-bar.ts';
import type { SandboxClient } from './sandbox-client.ts';

export interface Answered {
  /** Messages that customers wrote. */
  readonly replies: number;
  readonly optedOut: number;
  readonly conversations: number;
  /** What the operator wrote, with what became of it. */
  readonly sent: readonly OperatorReply[];
}

const atOnce = 8;
const patienceSeconds = 60;

/** Waits until everything that customers wrote is in the inbox, then answers each question and sees it delivered. */
export async function answerCustomers(
  api: ApiClient,
  network: SandboxClient,
  campaignId: string,
  reporter: Reporter,
): Promise<Answered> {
  const inbound = await network.inbound();
  const stops = inbound.filter((message) => message.text === 'STOP').length;
  const { optedOut } = await api.until<CampaignProgress>(
    `/campaigns/${campaignId}/progress`,
    ({ replied, optedOut: done }) => replied >= inbound.length && done >= stops,
    patienceSeconds,
  );
  const conversations = await api.list<Conversation>('/conversations');
  reporter.done(
    'Answers',
    `${inbound.length} from customers in ${conversations.length} conversations, ${optedOut} of them STOP`,
  );
  const questions = conversations.filter(({ lastMessage }) => lastMessage?.direction === 'in');
  const sent: OperatorReply[] = [];
  await eachOf(questions, async (conversation) => {
    sent.push(await answer(api, conversation));
    reporter.progress('Operator', sent.length, questions.length);
  });
  reporter.done(
    'Operator',
    `${sent.length} questions answered, ${sent.filter(({ state }) => state === 'delivered').length} delivered`,
  );
  return { replies: inbound.length, optedOut, conversations: conversations.length, sent };
}

async function answer(api: ApiClient, { id, peer, contactName }: Conversation): Promise<OperatorReply> {
  const text = `Dear ${contactName}, thank you for asking: our driver will ring you on Friday morning.`;
  const thread = `/conversations/${id}/messages`;
  const written = await api.post<ThreadEntry>(thread, { text, clientId: randomUUID() });
  await api.post(`/conversations/${id}/read`);
  const { data } = await api.until<{ data: ThreadEntry[] }>(
    thread,
    ({ data: entries }) => isSettled(entries, written.id),
    patienceSeconds,
  );
  const state = data.find((entry) => entry.id === written.id)?.state ?? null;
  return { address: peer, text, state };
}

/** The network reports on every message, so accepted is not the end. */
function isSettled(entries: readonly ThreadEntry[], id: string): boolean {
  const state = entries.find((entry) => entry.id === id)?.state;
  return state !== undefined && state !== null && !['queued', 'submitting', 'accepted'].includes(state);
}

/** A few at a time, as operators work. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
