import type { Pools } from './pools.ts';

/** Makes the partitions of the coming months, so that nothing falls into the default ones. */
export async function ensurePartitions(pools: Pools): Promise<void> {
  await pools.system((db) => db.run({ name: 'ensure_partitions', text: 'select ensure_partitions()' }, []));
}
