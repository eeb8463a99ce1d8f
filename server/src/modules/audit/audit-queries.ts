import { sql, type Insertable } from 'kysely';
import type { ListAuditQuery } from '@parley/contract/audit';
import type { Database, Statement, Tables } from '#platform/database/database';
import { uuidv7Floor } from '#platform/uuid';

export async function insertAuditEntry(db: Database, entry: Insertable<Tables['audit_entries']>): Promise<void> {
  await db.insertInto('audit_entries').values(entry).execute();
}

/** Newest first, before `beforeId` if given. */
export async function listAuditEntries(
  db: Database,
  organizationId: string,
  filter: Omit<ListAuditQuery, 'cursor'>,
  beforeId: string | null,
) {
  let query = db
    .selectFrom('audit_entries as entry')
    .leftJoin('users', (join) => join.onRef('users.id', '=', 'entry.actor_id').on('entry.actor_kind', '=', 'user'))
    .selectAll('entry')
    .select('users.name as actor_name')
    .where('entry.organization_id', '=', organizationId)
    .orderBy('entry.id', 'desc')
    .limit(filter.limit + 1);
  if (beforeId) query = query.where('entry.id', '<', beforeId);
  if (filter.actorId) query = query.where('entry.actor_id', '=', filter.actorId);
  if (filter.action) query = query.where('entry.action', '=', filter.action);
  if (filter.subjectKind) query = query.where('entry.subject_kind', '=', filter.subjectKind);
  if (filter.subjectId) query = query.where('entry.subject_id', '=', filter.subjectId);
  // Entries are made with UUIDv7: a time is a bound of ids, and one index serves order and range.
  if (filter.from) query = query.where('entry.id', '>=', uuidv7Floor(Date.parse(filter.from)));
  if (filter.to) query = query.where('entry.id', '<', uuidv7Floor(Date.parse(filter.to)));
  return query.execute();
}

/** An entry as it goes into the chain: every column as PostgreSQL writes it, so that its hash can be made again for ever. */
export interface SealableEntry {
  readonly organization_id: string;
  readonly id: string;
  readonly facts: readonly (string | null)[];
}

const facts = `array[organization_id::text, id::text, extract(epoch from at)::text, actor_kind, actor_id::text, impersonator_id::text,
  action, subject_kind, subject_id::text, before::text, after::text, host(address), agent, request_id]`;

const lockSealer: Statement = {
  name: 'audit_lock_sealer',
  text: 'select horizon::text as horizon from audit_sealer for update skip locked',
};

/** The place of the sealer, locked to the end of the transaction; null while another process is at it. */
export async function lockSealerHorizon(db: Database): Promise<string | null> {
  const [row] = await db.run<{ horizon: string }>(lockSealer, []);
  return row?.horizon ?? null;
}

const unsealedEntries: Statement = {
  name: 'audit_unsealed_entries',
  text: `select organization_id, id, xid::text as xid, ${facts} as facts
    from audit_entries
    where xid >= $1::xid8 and xid < $2::xid8
      and not exists (select from audit_seals as seal
        where seal.organization_id = audit_entries.organization_id and seal.entry_id = audit_entries.id)
    order by xid, id limit $3`,
};

/** Committed entries without a seal, from `horizon` up to `limit`, which is above every complete transaction. */
export async function listUnsealedEntries(
  db: Database,
  horizon: string,
  bound: string,
  limit: number,
): Promise<(SealableEntry & { readonly xid: string })[]> {
  return db.run(unsealedEntries, [horizon, bound, limit]);
}

const oldestRunning: Statement = {
  name: 'audit_oldest_running',
  text: 'select pg_snapshot_xmin(pg_current_snapshot())::text as xid',
};

/** The oldest transaction that still runs: nothing will be written any more with a number below it. */
export async function findOldestRunning(db: Database): Promise<string> {
  const [row] = await db.run<{ xid: string }>(oldestRunning, []);
  return row!.xid;
}

const lastSeals: Statement = {
  name: 'audit_last_seals',
  text: `select wanted.organization_id, seal.sequence, seal.hash
    from unnest($1::uuid[]) as wanted (organization_id)
    join lateral (select sequence, hash from audit_seals
      where audit_seals.organization_id = wanted.organization_id order by sequence desc limit 1) as seal on true`,
};

export async function listLastSeals(
  db: Database,
  organizationIds: readonly string[],
): Promise<{ organization_id: string; sequence: number; hash: Buffer }[]> {
  return db.run(lastSeals, [organizationIds]);
}

export async function insertSeals(db: Database, seals: readonly Insertable<Tables['audit_seals']>[]): Promise<void> {
  await db.insertInto('audit_seals').values(seals).execute();
}

export async function updateSealerHorizon(db: Database, horizon: string): Promise<void> {
  await db.updateTable('audit_sealer').set({ horizon }).execute();
}

export interface SealedEntry extends SealableEntry {
  readonly sequence: number;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
}

const sealedEntries: Statement = {
  name: 'audit_sealed_entries',
  text: `select seal.sequence, seal.previous_hash, seal.hash, entry.*
    from audit_seals as seal
    join lateral (select organization_id, id, ${facts} as facts from audit_entries
      where audit_entries.organization_id = seal.organization_id and audit_entries.id = seal.entry_id) as entry on true
    where seal.organization_id = $1 and seal.sequence > $2 order by seal.sequence limit $3`,
};

/** The organization's chain after `sequence`. */
export async function listSealedEntries(
  db: Database,
  organizationId: string,
  sequence: number,
  limit: number,
): Promise<SealedEntry[]> {
  return db.run(sealedEntries, [organizationId, sequence, limit]);
}

/** An entry that should have had its seal long ago. */
export async function findForgottenEntry(db: Database, organizationId: string): Promise<string | null> {
  const row = await db
    .selectFrom('audit_entries as entry')
    .select('entry.id')
    .where('entry.organization_id', '=', organizationId)
    .where('entry.at', '<', sql<Date>`now() - interval '10 minutes'`)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('audit_seals as seal')
            .select('seal.sequence')
            .whereRef('seal.organization_id', '=', 'entry.organization_id')
            .whereRef('seal.entry_id', '=', 'entry.id'),
        ),
      ),
    )
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
