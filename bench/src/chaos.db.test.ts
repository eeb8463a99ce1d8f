import { describe, expect, test } from 'vitest';
import { systemActor } from '../../server/src/platform/context.ts';
import { createTestRuntime } from '../../server/src/platform/test-kit/index.ts';
import { judge, type Verdict } from './judge.ts';
import type { Protection } from './sabotage.ts';
import { simulateRun } from './simulated-run.ts';

const shownBy: Record<Protection, readonly (keyof Verdict)[]> = {
  // Sent again by the successor, or never finished, by what the kill cut off.
  'intent commit': ['duplicated', 'unaccounted'],
  fencing: ['unaccounted', 'duplicated', 'lost'],
  'consent check': ['sentAfterOptOut'],
  'receipt parking': ['unaccounted'],
};

/** Each in a database of its own, as one that lost its protection may do anything. */
async function verdictWithout(without: Protection | null, seed: number): Promise<Verdict & { mostUnknown: number }> {
  const kit = await createTestRuntime({ maxConnections: 12 });
  try {
    const actor = systemActor(kit.organizationId, new Set());
    const { run, kills, window } = await simulateRun({ runtime: kit.runtime, actor, seed, without });
    expect(run.recipients).toHaveLength(450);
    return { ...judge(run), mostUnknown: kills * window };
  } finally {
    await kit.close();
  }
}

describe.concurrent('a campaign whose process is frozen, then killed', () => {
  test('F3 F4 F12 F24 F35 loses, repeats and forgets nothing', async () => {
    const { unknown, mostUnknown, ...rest } = await verdictWithout(null, 1);
    expect(rest).toEqual({ lost: 0, duplicated: 0, unaccounted: 0, sentAfterOptOut: 0 });
    expect(unknown).toBeLessThanOrEqual(mostUnknown);
  });

  // Where a busy machine strikes beside the gap that a protection closes, another run strikes in it.
  test.each(Object.entries(shownBy))(
    'is judged to have failed without %s',
    { timeout: 300_000 },
    async (without, faults) => {
      const verdicts: Verdict[] = [];
      const isShown = (verdict: Verdict): boolean => faults.some((fault) => verdict[fault] > 0);
      for (let seed = 1; seed <= 4 && !verdicts.some(isShown); seed++) {
        verdicts.push(await verdictWithout(without as Protection, seed));
      }
      expect(verdicts.some(isShown), JSON.stringify(verdicts)).toBe(true);
    },
  );
});
