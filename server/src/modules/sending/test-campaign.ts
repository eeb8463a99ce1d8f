import { openCampaign } from './open-campaign.ts';
import { secretsPurpose } from '#channels';
import type { Actor, Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';
import { uuidv7 } from '#platform/uuid';
import { sql } from 'kysely';

export interface TestCampaign {
  readonly campaignId: string;
  readonly channelIds: string[];
}

export interface TestCampaignOptions {
  readonly recipients: number;
  readonly kind?: string;
  readonly settings?: unknown;
  readonly channels?: number;
  /** Use these instead of new channels. */
  readonly channelIds?: readonly string[];
  readonly shards?: number;
  readonly text?: string;
  readonly perSecond?: number | null;
  readonly phonePrefix?: string;
}

/** A channel as a person would have added it. */
export async function addTestChannel(
  runtime: Runtime,
  actor: Actor,
  options: { kind?: string; settings?: unknown; perSecond?: number | null } = {},
): Promise<string> {
  const id = uuidv7();
  await runtime.transaction(actor, (ctx) =>
    ctx.db
      .insertInto('channels')
      .values({
        organization_id: actor.organizationId,
        id,
        kind: options.kind ?? 'scripted',
        network: 'sms',
        name: `Channel ${id}`,
        is_sandbox: true,
        settings: JSON.stringify(options.settings ?? {}),
        secrets: ctx.secrets.seal(Buffer.from('{}'), secretsPurpose(id)),
        per_second: options.perSecond ?? null,
      })
      .execute(),
  );
  return id;
}

/** A running campaign to made-up people who have agreed to it, as a launch leaves it. */
export async function runTestCampaign(
  runtime: Runtime,
  actor: Actor,
  options: TestCampaignOptions,
): Promise<TestCampaign> {
  const channelIds = [...(options.channelIds ?? [])];
  while (channelIds.length < (options.channels ?? 1)) channelIds.push(await addTestChannel(runtime, actor, options));
  const campaignId = uuidv7();
  const shards = options.shards ?? 1;
  await runtime.transaction(actor, async (ctx) => {
    const { db } = ctx;
    const { organizationId } = actor;
    const templateId = uuidv7();
    await sql`insert into templates (organization_id, id, name) values (${organizationId}, ${templateId}, ${templateId})`.execute(
      db,
    );
    await sql`insert into template_versions (organization_id, template_id, version, items)
      values (${organizationId}, ${templateId}, 1, ${JSON.stringify([{ kind: 'text', text: options.text ?? 'Hello {{firstName}}' }])}::jsonb)`.execute(
      db,
    );
    await sql`insert into campaigns (organization_id, id, name, status, network, template_id, template_version, planned)
      values (${organizationId}, ${campaignId}, 'Test', 'RUNNING', 'sms', ${templateId}, 1, ${options.recipients})`.execute(
      db,
    );
    for (const [index, channelId] of channelIds.entries()) {
      await sql`insert into campaign_channels (organization_id, campaign_id, channel_id, lane)
        values (${organizationId}, ${campaignId}, ${channelId}, ${index + 1})`.execute(db);
    }
    await addRecipients(ctx.db, organizationId, campaignId, options, shards);
    const lanes = Array.from({ length: shards }, (_, shard) => ({
      lane: 0,
      shard,
      last: Math.ceil((options.recipients - shard) / shards),
    }));
    await openCampaign(ctx, { campaignId, lanes: lanes.filter((lane) => lane.last > 0), channelIds });
  });
  return { campaignId, channelIds };
}

async function addRecipients(
  db: Database,
  organizationId: string,
  campaignId: string,
  options: TestCampaignOptions,
  shards: number,
): Promise<void> {
  const prefix = options.phonePrefix ?? String(1_000_000 + Math.floor(Math.random() * 8_000_000));
  await sql`
    with people as (
      select ('019' || substr(md5(${campaignId}), 1, 5) || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id, n
      from generate_series(1, ${options.recipients}::int) n
    ), contacts as (
      insert into contacts (organization_id, id, first_name, last_name, display_name)
      select ${organizationId}, id, 'Person', n::text, 'Person ' || n from people returning id
    ), consents as (
      insert into contact_consents (organization_id, contact_id, network, basis, source)
      select ${organizationId}, id, 'any', 'own_list', 'test' from people
    )
    insert into recipients (organization_id, campaign_id, contact_id, address, lane, shard, position)
    select ${organizationId}, ${campaignId}, id, '+' || ${prefix}::text || lpad(n::text, 7, '0'), 0, (n - 1) % ${shards}::int, (n - 1) / ${shards}::int + 1
    from people`.execute(db);
}
