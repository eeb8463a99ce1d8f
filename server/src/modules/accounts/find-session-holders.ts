import type { Runtime } from '#platform/context';
import type { SessionHolder } from '#platform/realtime/watch-sessions';
import { listSessionHolders } from './accounts-queries.ts';
import { permissionSetOf } from './sessions.ts';

/** Who is behind these sessions now; those that are over, revoked or whose member is disabled are left out. */
export async function findSessionHolders(
  runtime: Runtime,
  sessionIds: readonly string[],
): Promise<Map<string, SessionHolder>> {
  const rows = await listSessionHolders(runtime.pools.systemPool, sessionIds);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        userId: row.user_id,
        organizationId: row.organization_id,
        name: row.name,
        permissions: permissionSetOf(row.role, row.must_change_password),
        isRoot: row.installation_role !== null,
      },
    ]),
  );
}
