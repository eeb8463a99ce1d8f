import type pg from 'pg';
import type { Database } from '../database/database.ts';
import type { Pools } from '../database/pools.ts';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How PostgreSQL would run a statement, as the role and in the transaction that ran it. */
export interface SeenPlan {
  readonly text: string;
  /** Made for the values of this run, or for any: a prepared statement may come to use either. */
  readonly kind: 'custom' | 'generic';
  readonly plan: PlanNode;
}

export interface Watching {
  readonly onPlan: (seen: SeenPlan) => void;
  /**
   * Settings of the planner, like `enable_sort`, that are off for what is told: on small tables reading everything and
   * sorting it is the best plan, and so told it shows only where no index does better.
   */
  readonly without?: readonly string[];
  /** Statements are looked at while this holds; by default always. */
  readonly when?: () => boolean;
}

/** The same pools; of every statement that is run through them for the first time the plans are told. */
export function watchPlans(pools: Pools, watching: Watching): Pools {
  const known = new Set<string>();
  const watched =
    <T>(work: (db: Database) => Promise<T>) =>
    async (db: Database): Promise<T> => {
      const stop = watch(db.client, known, watching);
      try {
        return await work(db);
      } finally {
        stop();
      }
    };
  return {
    ...pools,
    tenant: (organizationId, work, options) => pools.tenant(organizationId, watched(work), options),
    system: (work, options) => pools.system(watched(work), options),
    search: (work) => pools.search(watched(work)),
  };
}

interface Config {
  readonly text: string;
  readonly values?: unknown[];
}

function watch(
  client: pg.PoolClient,
  known: Set<string>,
  { onPlan, without = [], when = () => true }: Watching,
): () => void {
  const query = client.query.bind(client) as (text: string | Config, values?: unknown[]) => Promise<pg.QueryResult>;
  const explain = async (kind: SeenPlan['kind'], text: string, values?: unknown[]): Promise<void> => {
    const options = kind === 'generic' ? 'format json, generic_plan' : 'format json';
    const { rows } = await query(`explain (${options}) ${text}`, values);
    onPlan({ text, kind, plan: (rows[0] as { 'QUERY PLAN': { Plan: PlanNode }[] })['QUERY PLAN'][0]!.Plan });
  };
  const turn = async (value: 'on' | 'off'): Promise<void> => {
    for (const setting of without) await query(`set local ${setting} = ${value}`);
  };
  const watched = async (first: string | Config, second?: unknown[]): Promise<pg.QueryResult> => {
    const { text, values = second } = typeof first === 'string' ? { text: first } : first;
    if (/^\s*(select|insert|update|delete|with)\b/i.test(text) && when() && !known.has(text)) {
      known.add(text);
      await turn('off');
      await explain('custom', text, values);
      if (await knowsGenericPlans(query)) await explain('generic', text);
      await turn('on');
    }
    return query(first, second);
  };
  client.query = watched as unknown as typeof client.query;
  return () => delete (client as { query?: unknown }).query;
}

/** From PostgreSQL 16 on. */
async function knowsGenericPlans(query: (text: string) => Promise<pg.QueryResult>): Promise<boolean> {
  const { rows } = await query(`select current_setting('server_version_num')::int >= 160000 as knows`);
  return (rows[0] as { knows: boolean }).knows;
}

/** The tables that a plan reads from end to end. */
export function tablesReadWhole(plan: PlanNode): string[] {
  const own = plan['Node Type'].endsWith('Seq Scan') && plan['Relation Name'] ? [plan['Relation Name']] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(tablesReadWhole)];
}

/**
 * The parts of a plan that sort more than a page: what is under them is neither cut by a limit nor looked up by a list of
 * keys, so they read everything there is. Meant for databases that were told to sort only where no index gives the order.
 */
export function sortsOfEverything(plan: PlanNode): PlanNode[] {
  const isOwn = plan['Node Type'] === 'Sort' && !isBounded(plan);
  return [...(isOwn ? [plan] : []), ...(plan.Plans ?? []).flatMap(sortsOfEverything)];
}

function isBounded(plan: PlanNode): boolean {
  if (plan['Node Type'] === 'Limit' || /= ANY/.test(plan['Index Cond'] ?? '')) return true;
  return (plan.Plans ?? []).some(isBounded);
}
