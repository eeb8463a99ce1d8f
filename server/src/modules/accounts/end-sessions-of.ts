import type { Database } from '#platform/database/database';
import { deleteSessions } from './accounts-queries.ts';

/** Ends the person's sessions in one organization: what they may do there has changed. Answers how many. */
export async function endSessionsOf(db: Database, userId: string, organizationId: string): Promise<number> {
  return (await deleteSessions(db, userId, { organizationId })).length;
}
