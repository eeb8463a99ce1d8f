import { setTimeout as sleep } from 'node:timers/promises';
import { defaultCampaignOptions } from '@parley/contract/campaigns';
import { Client } from 'pg';
import { sql } from 'kysely';
import { DeliveryError } from '../../server/src/channels/channel.ts';
import { getCampaign } from '../../server/src/modules/campaigns/get-campaign.ts';
import { getProgress } from '../../server/src/modules/campaigns/get-progress.ts';
import { launchCampaign } from '../../server/src/modules/campaigns/launch-campaign.ts';
import { listFailures } from '../../server/src/modules/campaigns/list-failures.ts';
import { listRecipients } from '../../server/src/modules/campaigns/list-recipients.ts';
import { ScriptedNetwork } from '../../server/src/modules/sending/scripted-channel.ts';
import { startSending } from '../../server/src/modules/sending/start-sending.ts';
import { addTestChannel } from '../../server/src/modules/sending/test-campaign.ts';
import type { Actor, Runtime } from '../../server/src/platform/context.ts';
import type { Database } from '../../server/src/platform/database/database.ts';
import { createRuntime } from '../../server/src/platform/runtime.ts';
import { tablesReadWhole, watchPlans, type SeenPlan } from '../../server/src/platform/test-kit/watch-plans.ts';
import { uuidv7 } from '../../server/src/platform/uuid.ts';

export interface PlannedRunOptions {
  readonly runtime: Runtime;
  readonly network: ScriptedNetwork;
  readonly actor: Actor;
  readonly connectionString: string;
  readonly people: number;
  /** After so many messages the run ends, however many people are left. */
  readonly messages: number;
  readonly sliceSize?: number;
}

export interface PlannedRun {
  /** Statements whose plan reads one of the tables that grow from end to end, with the tables. */
  readonly faults: readonly string[];
  readonly statements: readonly string[];
  readonly launchSeconds: number;
  /** The longest step of the launch. */
  readonly sliceSeconds: number;
}

/** Tables that grow with people and messages. What else there is fits into memory and may be read whole. */
const growing =
  /^(deliveries|recipients|provider_refs|contacts|contact_phones|contact_consents|group_members|suppressions|events|event_positions)(_|$)/;

/**
 * A campaign to so many people from its launch to its lists, on tables that were never analysed and while a snapshot is
 * open all the time, so that nothing dead is cleared away. Of every statement it looks at the plan, as the role that runs it.
 */
export async function plannedRun(options: PlannedRunOptions): Promise<PlannedRun> {
  const seen: SeenPlan[] = [];
  const { runtime, actor } = options;
  const watched = createRuntime({
    ...runtime,
    pools: watchPlans(runtime.pools, { onPlan: (plan) => seen.push(plan) }),
  });
  const channelId = await addTestChannel(runtime, actor);
  const campaignId = await runtime.transaction(actor, ({ db }) => addCampaign(db, options, channelId));
  const reader = await openSnapshot(options.connectionString);
  try {
    const launch = await launchAll(watched, options, campaignId);
    await send(watched, options);
    await readLists(watched, actor, campaignId);
    return { ...launch, statements: [...new Set(seen.map(({ text }) => text))], faults: faultsOf(seen) };
  } finally {
    await reader.end();
  }
}

function faultsOf(seen: readonly SeenPlan[]): string[] {
  return seen.flatMap(({ text, kind, plan }) => {
    // To freeze an audience is to read it.
    if (text.includes('insert into campaign_launches')) return [];
    const tables = tablesReadWhole(plan).filter((table) => growing.test(table));
    return tables.length === 0 ? [] : [`${tables.join(', ')}: ${kind} plan of ${text.replace(/\s+/g, ' ').trim()}`];
  });
}

async function openSnapshot(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, options: '-c role=parley_system' });
  await client.connect();
  await client.query('begin isolation level repeatable read');
  await client.query('select count(*) from campaigns');
  return client;
}

/** One person in fifty has opted out. */
async function addCampaign(
  db: Database,
  { actor: { organizationId }, people }: PlannedRunOptions,
  channelId: string,
): Promise<string> {
  const [campaignId, groupId, templateId] = [uuidv7(), uuidv7(), uuidv7()];
  const person = sql`('01980000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const everybody = sql`generate_series(1, ${people}::int) n`;
  await sql`insert into groups (organization_id, id, name) values (${organizationId}, ${groupId}, 'Everybody')`.execute(
    db,
  );
  await sql`insert into contacts (organization_id, id, first_name, display_name)
    select ${organizationId}, ${person}, 'Person ' || n, 'Person ' || n from ${everybody}`.execute(db);
  await sql`insert into contact_phones (organization_id, contact_id, phone, type, is_primary)
    select ${organizationId}, ${person}, '+79' || lpad(n::text, 9, '0'), 'mobile', true from ${everybody}`.execute(db);
  await sql`insert into contact_consents (organization_id, contact_id, network, basis, source)
    select ${organizationId}, ${person}, 'any', 'own_list', 'bench' from ${everybody}`.execute(db);
  await sql`insert into group_members (organization_id, group_id, contact_id)
    select ${organizationId}, ${groupId}, ${person} from ${everybody}`.execute(db);
  await sql`insert into suppressions (organization_id, subject_kind, subject, reason, source)
    select ${organizationId}, 'phone', '+79' || lpad((n * 50)::text, 9, '0'), 'opt_out', 'bench'
    from generate_series(1, ${people}::int / 50) n`.execute(db);
  await sql`insert into templates (organization_id, id, name) values (${organizationId}, ${templateId}, ${templateId})`.execute(
    db,
  );
  await sql`insert into template_versions (organization_id, template_id, version, items)
    values (${organizationId}, ${templateId}, 1, ${JSON.stringify([{ kind: 'text', text: 'Hello {{firstName}}' }])}::jsonb)`.execute(
    db,
  );
  await sql`insert into campaigns (organization_id, id, name, status, network, template_id, template_version, options)
    values (${organizationId}, ${campaignId}, 'Plans', 'QUEUED', 'sms', ${templateId}, 1, ${JSON.stringify(defaultCampaignOptions)}::jsonb)`.execute(
    db,
  );
  await sql`insert into campaign_groups (organization_id, campaign_id, group_id)
    values (${organizationId}, ${campaignId}, ${groupId})`.execute(db);
  await sql`insert into campaign_channels (organization_id, campaign_id, channel_id, lane)
    values (${organizationId}, ${campaignId}, ${channelId}, 1)`.execute(db);
  return campaignId;
}

async function launchAll(
  runtime: Runtime,
  { actor, sliceSize }: PlannedRunOptions,
  campaignId: string,
): Promise<{ launchSeconds: number; sliceSeconds: number }> {
  const times: number[] = [];
  for (let isMore = true; isMore;) {
    const startedAt = performance.now();
    isMore = await runtime.transaction(actor, (ctx) => launchCampaign(ctx, { campaignId }, sliceSize));
    times.push((performance.now() - startedAt) / 1_000);
  }
  return { launchSeconds: times.reduce((sum, time) => sum + time, 0), sliceSeconds: Math.max(...times) };
}

/** Everything that can become of a message, by the last digit of the number. */
async function send(runtime: Runtime, { network, messages }: PlannedRunOptions): Promise<void> {
  const tried = new Set<string>();
  network.script = async (message, host, accept) => {
    const isAgain = tried.has(message.address);
    tried.add(message.address);
    const kind = message.address.at(-1);
    if (kind === '1') throw new DeliveryError('rejected', 'address_invalid');
    if (kind === '2' && !isAgain) throw new DeliveryError('retry', 'provider_error', { retryAfter: 100 });
    if (kind === '3') throw new DeliveryError('unknown', 'no_answer');
    const { parts } = kind === '4' ? { parts: [...accept().parts, ...accept().parts] } : accept();
    const report = (): void => {
      for (const { providerMessageId } of parts)
        void host.report({ providerMessageId, state: 'delivered', providerTime: null, errorCode: null, reason: null });
    };
    if (kind === '5') {
      report();
      await sleep(30);
    } else setTimeout(report, kind === '6' ? 500 : 20);
    return { parts };
  };
  const inbox = { receive: () => Promise.resolve(), fetchFiles: () => Promise.resolve() };
  const sending = startSending({ runtime, transports: runtime.transports, inbox });
  const end = Date.now() + 600_000;
  while (network.ledger.length < messages && Date.now() < end) await sleep(100);
  // The receipts, the retries and the settler come after.
  await sleep(3_000);
  await sending.stop(2_000);
}

async function readLists(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const read = { readOnly: true };
  await runtime.transaction(actor, (ctx) => getCampaign(ctx, { id }), read);
  await runtime.transaction(actor, (ctx) => getProgress(ctx, { id }), read);
  await runtime.transaction(actor, (ctx) => listFailures(ctx, { id }), read);
  for (const state of [undefined, 'failed', 'unknown', 'delivered', 'skipped', 'queued'] as const) {
    const query = { id, limit: 50, ...(state && { state }) } as Parameters<typeof listRecipients>[1];
    const { nextCursor } = await runtime.transaction(actor, (ctx) => listRecipients(ctx, query), read);
    if (nextCursor !== null)
      await runtime.transaction(actor, (ctx) => listRecipients(ctx, { ...query, cursor: nextCursor }), read);
  }
}
