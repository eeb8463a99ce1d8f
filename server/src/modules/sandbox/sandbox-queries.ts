import { sql, type Insertable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

export interface AccountRow {
  readonly channelId: string;
  readonly channelName: string;
  readonly network: string;
  readonly account: string;
}

function accounts(db: Database, organizationId: string) {
  return db
    .selectFrom('sandbox_accounts as account')
    .innerJoin('channels as channel', (join) =>
      join
        .on('channel.organization_id', '=', organizationId)
        .onRef('channel.id', '=', 'account.channel_id')
        .on('channel.removed_at', 'is', null),
    )
    .select([
      'account.channel_id as channelId',
      'channel.name as channelName',
      'account.network',
      'account.account as account',
    ])
    .where('account.organization_id', '=', organizationId);
}

/** By the name of the channel. An organization has a few. */
export async function listAccounts(db: Database, organizationId: string): Promise<AccountRow[]> {
  return accounts(db, organizationId).orderBy('channel.name').execute();
}

export async function findAccount(
  db: Database,
  organizationId: string,
  channelId: string,
): Promise<AccountRow | undefined> {
  return accounts(db, organizationId).where('account.channel_id', '=', channelId).executeTakeFirst();
}

export async function insertAccount(db: Database, row: Insertable<Tables['sandbox_accounts']>): Promise<void> {
  await db.insertInto('sandbox_accounts').values(row).execute();
}

/** Answers the account; undefined when the channel has none. */
export async function deleteAccount(
  db: Database,
  organizationId: string,
  channelId: string,
): Promise<{ network: string; account: string } | undefined> {
  return db
    .deleteFrom('sandbox_accounts')
    .where('organization_id', '=', organizationId)
    .where('channel_id', '=', channelId)
    .returning(['network', 'account'])
    .executeTakeFirst();
}

export async function listChannelNames(db: Database, organizationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('channels')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map(({ name }) => name);
}

/** Names of the contacts that have these numbers (E.164), of several the one that was added first. */
export async function listContactNames(
  db: Database,
  organizationId: string,
  numbers: readonly string[],
): Promise<{ phone: string; name: string }[]> {
  if (numbers.length === 0) return [];
  return db
    .selectFrom('contact_phones as phone')
    .innerJoin('contacts as contact', (join) =>
      join.on('contact.organization_id', '=', organizationId).onRef('contact.id', '=', 'phone.contact_id'),
    )
    .select(['phone.phone as phone', 'contact.display_name as name'])
    .where('phone.organization_id', '=', organizationId)
    .where('phone.phone', '=', sql<string>`any(${numbers})`)
    .orderBy('contact.id', 'desc')
    .execute();
}
