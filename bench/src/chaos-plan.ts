import { seededRandom } from '../../sandbox/src/seeded-random.ts';

/** What is done to the installation, in a process's or the database's own terms. */
export type FaultKind =
  /** SIGKILL to the server that holds the channel; the other one takes over. */
  | 'kill holder'
  /** SIGKILL to all servers; the first to be started again takes over. */
  | 'kill all'
  /** SIGSTOP for twice the lease, then SIGCONT: the other one takes over meanwhile. */
  | 'freeze holder'
  /** PostgreSQL is told to stop at once, and recovers at its next start. */
  | 'stop database'
  /** SIGKILL to PostgreSQL's main process. */
  | 'kill database';

export interface PlannedFault {
  readonly kind: FaultKind;
  /** How long sending goes on before it, in milliseconds. */
  readonly after: number;
}

const calm = { least: 400, most: 1_400 } as const;

const blocks: readonly (readonly FaultKind[])[] = [
  ['kill holder', 'kill holder', 'freeze holder', 'stop database'],
  ['kill holder', 'kill all', 'freeze holder', 'kill database'],
];

/** Of each four faults one hits the database, one freezes a server and two kill, in an order that the seed decides. */
export function planFaults(count: number, seed: number): PlannedFault[] {
  const random = seededRandom(seed);
  const plan: PlannedFault[] = [];
  for (let turn = seed; plan.length < count; turn++) {
    for (const kind of shuffled(blocks[turn % blocks.length]!, random))
      plan.push({ kind, after: calm.least + random() * (calm.most - calm.least) });
  }
  return plan.slice(0, count);
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** How long messages go out during such a plan at the most, in milliseconds: before each fault, and while a frozen server's successor works. */
export function sendingMilliseconds(plan: readonly PlannedFault[], frozenMilliseconds: number): number {
  return plan.reduce((sum, { kind, after }) => sum + after + (kind === 'freeze holder' ? frozenMilliseconds : 0), 0);
}
