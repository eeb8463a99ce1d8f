import type { Database } from '#platform/database/database';

/** To which campaigns a contact has answered. */
export async function listReplies(
  db: Database,
  organizationId: string,
  contactId: string,
): Promise<{ campaignId: string; at: Date }[]> {
  return db
    .selectFrom('campaign_replies as reply')
    .innerJoin('recipients as recipient', (join) =>
      join
        .onRef('recipient.organization_id', '=', 'reply.organization_id')
        .onRef('recipient.campaign_id', '=', 'reply.campaign_id')
        .onRef('recipient.contact_id', '=', 'reply.contact_id'),
    )
    .select(['reply.campaign_id as campaignId', 'reply.at'])
    .where('recipient.organization_id', '=', organizationId)
    .where('recipient.contact_id', '=', contactId)
    .execute();
}
