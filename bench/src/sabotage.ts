import type { Database } from '../../server/src/platform/database/database.ts';

/** What makes sending safe, each of which a run without it must show. */
export type Protection = 'intent commit' | 'fencing' | 'consent check' | 'receipt parking';

/** Is called instead of `Database.run` and may call it. */
export type Interception = (statement: string, run: () => Promise<unknown[]>) => Promise<unknown[]>;

/** Stands between a transaction and its statements. */
export function intercept(db: Database, interception: Interception): void {
  const run = db.run.bind(db);
  const intercepted = (...[statement, values]: Parameters<Database['run']>): Promise<unknown[]> =>
    interception(statement.name, () => run(statement, values));
  db.run = intercepted as Database['run'];
}

/** Answers one of the statements otherwise, so that the product goes on without what it protects. */
export function sabotage(without: Protection): Interception {
  return async (statement, run) => {
    if (without === 'fencing' && statement === 'sending_fence') return [{}];
    if (without === 'receipt parking' && statement === 'sending_park_receipts') return [];
    const rows = await run();
    if (without === 'consent check' && statement === 'sending_read_range') return rows.map(agreeing);
    return rows;
  };
}

function agreeing(person: unknown): unknown {
  return { ...(person as object), suppressed: false, consentBasis: 'consent' };
}
