import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

/** Channels that are held, tasks that run, and events that have no place yet. */
export async function countBusy(db: Database, organizationId: string): Promise<number> {
  const { rows } = await sql<{ busy: number }>`
    select (
      (select count(*) from channel_leases where organization_id = ${organizationId} and expires_at > clock_timestamp())
      + (select count(*) from tasks where organization_id = ${organizationId} and state = 'running')
      + (select count(*) from events e where e.organization_id = ${organizationId}
          and not exists (select from event_positions p where p.organization_id = ${organizationId} and p.event_id = e.id))
    )::int as busy`.execute(db);
  return rows[0]?.busy ?? 0;
}

export interface PlayedEntry {
  readonly id: string;
  readonly direction: 'in' | 'out' | 'note' | 'event';
}

/** What stands in a conversation, oldest first. */
export async function listPlayedEntries(
  db: Database,
  organizationId: string,
  conversationId: string,
): Promise<PlayedEntry[]> {
  const { rows } = await sql<PlayedEntry>`select id, direction from messages
    where organization_id = ${organizationId} and conversation_id = ${conversationId} order by id`.execute(db);
  return rows;
}

/** Gives entries of a demo's conversation the times of the past. The database refuses it for whatever is no demo. */
export async function ageConversation(
  db: Database,
  organizationId: string,
  conversationId: string,
  told: readonly { readonly id: string; readonly at: Date }[],
): Promise<void> {
  await sql`select age_demo_conversation(${organizationId}, ${conversationId}, ${told.map(({ id }) => id)}::uuid[],
    ${told.map(({ at }) => at)}::timestamptz[])`.execute(db);
}

/** Tells of a demo's campaign that is over as if it had begun then and taken so long. */
export async function ageCampaign(
  db: Database,
  organizationId: string,
  campaignId: string,
  { began, lastedMinutes }: { readonly began: Date; readonly lastedMinutes: number },
): Promise<void> {
  await sql`select age_demo_campaign(${organizationId}, ${campaignId}, ${began}::timestamptz,
    make_interval(mins => ${lastedMinutes}))`.execute(db);
}

/** Members by their e-mail: those of an earlier run. */
export async function listMembersByEmail(
  db: Database,
  organizationId: string,
  emails: readonly string[],
): Promise<{ id: string; email: string }[]> {
  return db
    .selectFrom('memberships as member')
    .innerJoin('users as user', 'user.id', 'member.user_id')
    .select(['user.id', 'user.email'])
    .where('member.organization_id', '=', organizationId)
    .where('user.email', 'in', emails)
    .execute();
}

/** The one conversation of a person on a channel, and how many turns of it have been played. */
export async function findPlayed(
  db: Database,
  organizationId: string,
  { contactId, channelId }: { readonly contactId: string; readonly channelId: string },
): Promise<{ id: string; turns: number } | undefined> {
  const { rows } = await sql<{ id: string; turns: number }>`
    select thread.id, (select count(*)::int from messages m where m.organization_id = ${organizationId}
      and m.conversation_id = thread.id and m.direction <> 'event') as turns
    from conversations thread where thread.organization_id = ${organizationId}
      and thread.contact_id = ${contactId} and thread.channel_id = ${channelId}`.execute(db);
  return rows[0];
}

/** What a campaign sent that arrived, and when. */
export async function listSentMessages(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ address: string; text: string; at: Date }[]> {
  const { rows } = await sql<{ address: string; text: string; at: Date }>`
    select address, text, delivered_at as at from deliveries
    where organization_id = ${organizationId} and campaign_id = ${campaignId} and delivered_at is not null`.execute(db);
  return rows;
}
