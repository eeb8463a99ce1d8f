import type { Database, Statement } from '#platform/database/database';

/** Who has which address, and the locks that keep one person from becoming two contacts. */

type FoundId = { readonly id: string };

const byPhone: Statement = {
  name: 'contacts_by_phone',
  text: 'select contact_id as id from contact_phones where organization_id = $1 and phone = $2 order by contact_id limit 1',
};

export async function findByPhone(db: Database, organizationId: string, phone: string): Promise<FoundId | null> {
  const [row] = await db.run<FoundId>(byPhone, [organizationId, phone]);
  return row ?? null;
}

const byEmail: Statement = {
  name: 'contacts_by_email',
  text: 'select contact_id as id from contact_emails where organization_id = $1 and email = $2 order by contact_id limit 1',
};

export async function findByEmail(db: Database, organizationId: string, email: string): Promise<FoundId | null> {
  const [row] = await db.run<FoundId>(byEmail, [organizationId, email]);
  return row ?? null;
}

const byIdentity: Statement = {
  name: 'contacts_by_identity',
  text: 'select contact_id as id from contact_identities where organization_id = $1 and network = $2 and external_id = $3',
};

export async function findByIdentity(
  db: Database,
  organizationId: string,
  network: string,
  externalId: string,
): Promise<FoundId | null> {
  const [row] = await db.run<FoundId>(byIdentity, [organizationId, network, externalId]);
  return row ?? null;
}

// Locks are by hash: two addresses with one hash only wait for each other.
const lockOneStatement: Statement = {
  name: 'contacts_lock_address',
  text: `select pg_advisory_xact_lock_shared(hashtextextended('contacts ' || $1, 0)),
    pg_advisory_xact_lock(hashtextextended('contacts ' || $1 || ' ' || $2, 0))`,
};

/** Until the transaction ends, nobody else makes a contact of this address, and no batch of an import is written. */
export async function lockAddress(db: Database, organizationId: string, address: string): Promise<void> {
  await db.run(lockOneStatement, [organizationId, address]);
}

const lockAllStatement: Statement = {
  name: 'contacts_lock_addresses',
  text: `select pg_advisory_xact_lock(hashtextextended('contacts ' || $1, 0))`,
};

/** Until the transaction ends, no other batch and no inbound message makes contacts in this organization. */
export async function lockAllAddresses(db: Database, organizationId: string): Promise<void> {
  await db.run(lockAllStatement, [organizationId]);
}
