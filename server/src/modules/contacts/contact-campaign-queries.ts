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

// Someone who is gone altogether has no row to refer to.
const countStatement: Statement = {
  name: 'contacts_count_campaigns',
  text: `insert into contact_campaigns (organization_id, contact_id, campaign_count, last_campaign_id, last_campaign_at)
    select $1, place.contact_id, count(*), (array_agg(campaign.id order by campaign.started_at desc))[1], max(campaign.started_at)
    from recipients place
    join campaigns campaign on campaign.organization_id = $1 and campaign.id = place.campaign_id and campaign.started_at is not null
    where place.organization_id = $1 and place.contact_id = any($2::uuid[]) and place.exclusion is null
      and exists (select from contacts person where person.organization_id = $1 and person.id = place.contact_id)
    group by place.contact_id
    on conflict (organization_id, contact_id) do update set campaign_count = excluded.campaign_count,
      last_campaign_id = excluded.last_campaign_id, last_campaign_at = excluded.last_campaign_at`,
};

export async function countCampaignsOf(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length > 0) await db.run(countStatement, [organizationId, contactIds]);
}
