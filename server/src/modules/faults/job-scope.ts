import type { Actor, Runtime } from '#platform/context';
import type { JobScope } from '#platform/jobs/job-queries';
import { isRoot } from './fault-queries.ts';

/** Whose jobs somebody may see: their organization's, and the installation's if they run it. */
export async function scopeOf(runtime: Runtime, actor: Actor): Promise<JobScope> {
  const { kind, id, organizationId } = actor;
  const root =
    kind === 'user' && id !== null && (await runtime.pools.system((db) => isRoot(db, id), { readOnly: true }));
  return { organizationId, withInstallation: root };
}
