import type { Pools } from '#platform/database/pools';
import {
  findOldestRunning,
  insertSeals,
  listLastSeals,
  listUnsealedEntries,
  lockSealerHorizon,
  updateSealerHorizon,
} from './audit-queries.ts';
import { firstHash, sealHash } from './seal.ts';

const batch = 1_000;

/**
 * Chains what was committed since the last call, each organization's entries one after the other, and answers how many.
 * The chain is made here and not in the transaction of a change, where it would put all writes of an organization in a row.
 * Any number of processes may call it: one works, the others answer 0.
 */
export async function sealAuditEntries(pools: Pools): Promise<number> {
  return pools.system(async (db) => {
    const horizon = await lockSealerHorizon(db);
    if (horizon === null) return 0;
    const bound = await findOldestRunning(db);
    const entries = await listUnsealedEntries(db, horizon, bound, batch);
    if (entries.length === 0) return 0;
    const organizations = [...new Set(entries.map((entry) => entry.organization_id))];
    const ends = new Map((await listLastSeals(db, organizations)).map((seal) => [seal.organization_id, seal]));
    const seals = entries.map((entry) => {
      const end = ends.get(entry.organization_id) ?? { sequence: 0, hash: firstHash };
      const hash = sealHash(end.hash, entry);
      const sequence = end.sequence + 1;
      ends.set(entry.organization_id, { organization_id: entry.organization_id, sequence, hash });
      return { organization_id: entry.organization_id, sequence, entry_id: entry.id, previous_hash: end.hash, hash };
    });
    await insertSeals(db, seals);
    // A full batch may end in the middle of a transaction: the next one begins with it again and passes over what is sealed.
    await updateSealerHorizon(db, entries.length < batch ? bound : entries.at(-1)!.xid);
    return entries.length;
  });
}
