import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

interface Place {
  readonly channelId: string;
  readonly address: string;
}

/** Somebody has written from this address: through this account they are reached there. */
export async function upsertReach(
  db: Database,
  organizationId: string,
  { channelId, address, contactId }: Place & { contactId: string },
): Promise<void> {
  await sql`insert into contact_reach as r (organization_id, channel_id, address, contact_id)
    values (${organizationId}, ${channelId}, ${address}, ${contactId})
    on conflict (organization_id, channel_id, address) do update
      set contact_id = excluded.contact_id, state = 'reachable', changed_at = clock_timestamp()
      where r.state <> 'reachable' or r.contact_id <> excluded.contact_id`.execute(db);
}

/** Whose reach has changed; undefined when nobody's has. */
export async function updateReachState(
  db: Database,
  organizationId: string,
  { channelId, address }: Place,
  state: 'reachable' | 'blocked',
): Promise<{ contactId: string } | undefined> {
  const { rows } = await sql<{ contactId: string }>`
    update contact_reach set state = ${state}, changed_at = clock_timestamp()
    where organization_id = ${organizationId} and channel_id = ${channelId} and address = ${address} and state <> ${state}
    returning contact_id as "contactId"`.execute(db);
  return rows[0];
}

export async function updateReachAddress(
  db: Database,
  organizationId: string,
  { channelId, address }: Place,
  movedTo: string,
): Promise<void> {
  await sql`delete from contact_reach where organization_id = ${organizationId} and channel_id = ${channelId}
    and address = ${movedTo}`.execute(db);
  await sql`update contact_reach set address = ${movedTo}, changed_at = clock_timestamp()
    where organization_id = ${organizationId} and channel_id = ${channelId} and address = ${address}`.execute(db);
}

export async function updateIdentityAddress(
  db: Database,
  organizationId: string,
  network: string,
  address: string,
  movedTo: string,
): Promise<void> {
  await sql`update contact_identities set external_id = ${movedTo}
    where organization_id = ${organizationId} and network = ${network} and external_id = ${address}
      and not exists (select from contact_identities taken where taken.organization_id = ${organizationId}
        and taken.network = ${network} and taken.external_id = ${movedTo})`.execute(db);
}

/** What the network now calls the person; a name that is taken away is taken away here. */
export async function updateIdentityName(
  db: Database,
  organizationId: string,
  identity: { network: string; externalId: string; username: string | null },
): Promise<void> {
  await sql`update contact_identities set username = ${identity.username}
    where organization_id = ${organizationId} and network = ${identity.network} and external_id = ${identity.externalId}
      and username is distinct from ${identity.username}`.execute(db);
}
