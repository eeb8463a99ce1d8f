import { setTimeout as sleep } from 'node:timers/promises';
import type { Recipient } from '@parley/contract/campaigns';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { ContactImport } from '@parley/contract/imports';
import { ApiClient } from './api-client.ts';
import { answerCustomers, type Answered } from './answer-customers.ts';
import { connectChannel, draftCampaign, importPeople, signUp, type People } from './campaign-steps.ts';
import { compareLedger } from './compare-ledger.ts';
import type { Reporter } from './progress-bar.ts';
import { CommandError, type Leftovers } from './run-command.ts';
import { SandboxClient } from './sandbox-client.ts';
import { startParley } from './start-parley.ts';
import { startSandboxProcess } from './start-sandbox-process.ts';
import { rounded } from './statistics.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface DemoFigures {
  readonly rows: number;
  readonly imported: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly recipients: number;
  readonly excluded: number;
  /** Each recipient is counted in one of these four. */
  readonly accepted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly unknown: number;
  /** Of those accepted. */
  readonly delivered: number;
  readonly replies: number;
  readonly optedOut: number;
  readonly conversations: number;
  readonly operatorReplies: number;
  readonly deliveredOperatorReplies: number;
  readonly ledgerMatches: boolean;
  /** Of the whole demo. */
  readonly seconds: number;
  /** From the start of the campaign to the last message that the network took. */
  readonly messagesPerSecond: number;
}

export interface DemoResult {
  readonly figures: DemoFigures;
  /** What does not fit between Parley's books and the network's. */
  readonly faults: readonly string[];
}

const window = 100;
const campaignWords = 'Reply STOP to unsubscribe.';
const text = `Hello {{firstName|there}}! Your order is on its way and will be with you on Friday. Questions? Just answer. ${campaignWords}`;
const receiptDelay = { min: 300, max: 3_000 };
const answerDelay = { min: 500, max: 2_500 };
const longestCampaignSeconds = 3_600;

/** What customers answer to the campaign; the others say nothing. */
const customers = {
  contains: campaignWords,
  answers: [
    { share: 0.08, texts: ['Can I change the address?', 'What time on Friday?', 'How much is the delivery?'] },
    { share: 0.03, texts: ['STOP'] },
  ],
  delay: answerDelay,
};

/** Everything on a temporary data folder and a sandbox of its own. */
export async function runDemo(people: People, reporter: Reporter, leftovers: Leftovers): Promise<DemoResult> {
  const startedAt = performance.now();
  const sandbox = await startSandboxProcess({ receiptDelay }, leftovers);
  const parley = await startParley({ dataDir: await temporaryFolder('parley-demo-', leftovers) }, leftovers);
  reporter.done('Parley', `runs at ${parley.url}`);
  const api = new ApiClient(() => parley.url);
  const network = new SandboxClient(sandbox.control.url);
  await signUp(api);
  const channel = await connectChannel(api, sandbox.smpp, { window, receipts: true });
  await network.addCustomers(customers);

  const imported = await importPeople(api, people, ({ counts, estimatedRows }) =>
    reporter.progress('Import', counts.rows, Math.max(counts.rows, estimatedRows)),
  );
  reporter.done('Import', describeImport(imported));
  const draft = { name: 'Delivery on Friday', text, groupId: imported.groupId!, channelId: channel.id };
  const { id: campaignId } = await draftCampaign(api, draft);
  const campaign = await sendCampaign(api, campaignId, reporter);
  await quietNetwork(network);
  const answered = await answerCustomers(api, network, campaignId, reporter);

  const recipients = await api.list<Recipient>(`/campaigns/${campaignId}/recipients`);
  const ledger = await network.messages();
  const faults = compareLedger({ recipients, replies: answered.sent, ledger, campaignWords });
  reporter.done('Ledger', faults.length === 0 ? 'matches the network’s' : `differs in ${faults.length} places`);
  const lastAccept = ledger.findLast((message) => message.text.includes(campaignWords))?.time ?? campaign.startedAt;
  const accepted = acceptedOf(campaign.progress);
  const figures = {
    ...importFigures(imported),
    ...campaignFigures(campaign.progress),
    ...answerFigures(answered),
    ledgerMatches: faults.length === 0,
    seconds: rounded((performance.now() - startedAt) / 1_000, 1),
    messagesPerSecond: Math.round(accepted / Math.max(0.001, (lastAccept - campaign.startedAt) / 1_000)),
  };
  return { figures, faults };
}

interface SentCampaign {
  readonly progress: CampaignProgress;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** Until every message has its receipt. */
async function sendCampaign(api: ApiClient, id: string, reporter: Reporter): Promise<SentCampaign> {
  const startedAt = Date.now();
  await api.post(`/campaigns/${id}/start`);
  const progress = await api.until<CampaignProgress>(
    `/campaigns/${id}/progress`,
    (now) => {
      reporter.progress('Campaign', now.states.delivered + now.states.failed + now.states.skipped, now.planned);
      return isOver(now);
    },
    longestCampaignSeconds,
  );
  const { planned, states, excluded } = progress;
  const reasons = Object.entries(excluded).map(([reason, count]) => `${count} ${reason}`);
  reporter.done(
    'Campaign',
    `${states.delivered} of ${planned} delivered, ${states.failed} failed; left out: ${reasons.join(', ') || 'nobody'}`,
  );
  return { progress, startedAt };
}

/** Without anybody to write to a campaign has failed, and that is an answer as well. */
function isOver({ status, statusReason, states }: CampaignProgress): boolean {
  if (status === 'COMPLETED') return states.accepted === 0;
  if (status !== 'FAILED' && status !== 'PAUSED') return false;
  if (statusReason === 'audience_empty') return true;
  throw new CommandError(`The campaign is ${status}: ${statusReason}.`);
}

/** Until the last customer who wants to answer has done so. */
async function quietNetwork(network: SandboxClient): Promise<void> {
  await sleep(answerDelay.max + 500);
  for (;;) {
    const { inbound, inbound_acknowledged: taken } = await network.summary();
    if (taken >= inbound) return;
    await sleep(100);
  }
}

function describeImport({ counts }: ContactImport): string {
  return `${counts.imported} of ${counts.rows} people, ${counts.duplicates} twice, ${counts.rejected} rejected`;
}

function importFigures({ counts }: ContactImport) {
  const { rows, imported, rejected, duplicates } = counts;
  return { rows, imported, rejected, duplicates };
}

function acceptedOf({ states }: CampaignProgress): number {
  return states.accepted + states.delivered + states.read;
}

function campaignFigures(progress: CampaignProgress) {
  const { planned, states, excluded } = progress;
  return {
    recipients: planned,
    excluded: Object.values(excluded).reduce((sum, count) => sum + count, 0),
    accepted: acceptedOf(progress),
    delivered: states.delivered + states.read,
    failed: states.failed + states.expired + states.cancelled,
    skipped: states.skipped,
    unknown: states.unknown,
  };
}

function answerFigures({ replies, optedOut, conversations, sent }: Answered) {
  const delivered = sent.filter(({ state }) => state === 'delivered' || state === 'read');
  return { replies, optedOut, conversations, operatorReplies: sent.length, deliveredOperatorReplies: delivered.length };
}
