import { arrayText } from '#platform/database/array-text';
import type { Database, Statement } from '#platform/database/database';

// The last of the people in the order of the walk stands for all of them.
const isNotedStatement: Statement = {
  name: 'contacts_is_campaign_noted',
  text: `select exists (
      select from contact_campaigns place join campaigns campaign
        on campaign.organization_id = $1 and campaign.id = $2 and place.last_campaign_at >= campaign.started_at
      where place.organization_id = $1 and place.contact_id = (
        select contact_id from recipients where organization_id = $1 and campaign_id = $2 and exclusion is null
        order by contact_id desc limit 1)
    ) as noted`,
};

export async function isCampaignNoted(db: Database, organizationId: string, campaignId: string): Promise<boolean> {
  const [row] = await db.run<{ noted: boolean }>(isNotedStatement, [organizationId, campaignId]);
  return row!.noted;
}

const recipientsStatement: Statement = {
  name: 'contacts_recipients_of',
  text: `select contact_id from recipients
    where organization_id = $1 and campaign_id = $2 and exclusion is null and ($3::uuid is null or contact_id > $3)
    order by contact_id limit $4`,
};

/** Those who have a place in the campaign, in the order of their ids. */
export async function listRecipientIds(
  db: Database,
  organizationId: string,
  campaignId: string,
  afterId: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.run<{ contact_id: string }>(recipientsStatement, [organizationId, campaignId, afterId, limit]);
  return rows.map((row) => row.contact_id);
}

// Counted by contact before anything is joined: joined to campaigns, each person's places would be read once a campaign.
// Someone who is gone altogether has no row to refer to. A campaign that began later may have been noted before this one.
const countStatement: Statement = {
  name: 'contacts_count_campaigns',
  text: `with places as materialized (
      select contact_id, count(*) as campaigns from recipients
      where organization_id = $1 and contact_id = any($2::uuid[]) and exclusion is null
        and campaign_id not in (select id from campaigns where organization_id = $1 and started_at is null)
      group by contact_id
    )
    insert into contact_campaigns as known (organization_id, contact_id, campaign_count, last_campaign_id, last_campaign_at)
    select $1, places.contact_id, places.campaigns, begun.id, begun.started_at
    from places
    join campaigns begun on begun.organization_id = $1 and begun.id = $3 and begun.started_at is not null
    where exists (select from contacts person where person.organization_id = $1 and person.id = places.contact_id)
    on conflict (organization_id, contact_id) do update set campaign_count = excluded.campaign_count,
      last_campaign_id = case when known.last_campaign_at > excluded.last_campaign_at
        then known.last_campaign_id else excluded.last_campaign_id end,
      last_campaign_at = greatest(known.last_campaign_at, excluded.last_campaign_at)`,
};

/** Of people who have a place in the campaign. */
export async function countCampaignsOf(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length > 0) await db.run(countStatement, [organizationId, arrayText(contactIds), campaignId]);
}
