import { expect, test } from 'vitest';
import { ScriptedNetwork } from '../../server/src/modules/sending/scripted-channel.ts';
import { createTestRuntime } from '../../server/src/platform/test-kit/index.ts';
import { plannedRun } from './planned-run.ts';

test(
  'no statement of a campaign reads a table whole that grows with people or messages',
  { timeout: 300_000 },
  async () => {
    const network = new ScriptedNetwork();
    const kit = await createTestRuntime({ channels: [network.kind], maxConnections: 12 });
    try {
      const { runtime, connectionString } = kit;
      const options = {
        runtime,
        network,
        connectionString,
        actor: kit.actor('owner'),
        people: 12_000,
        messages: 2_000,
      };
      const { faults, statements } = await plannedRun({ ...options, sliceSize: 500 });
      expect(faults).toEqual([]);
      for (const part of [
        'from recipients\n      where organization_id = $1 and campaign_id = $3 and lane = $4',
        'insert into deliveries',
        'insert into provider_refs',
        'insert into parked_receipts',
        'update recipients set state',
        'insert into recipient_exceptions',
        'cross join lateral (\n      select max(latest.reason)',
        'next_attempt_at <= clock_timestamp()',
      ]) {
        expect(
          statements.some((text) => text.includes(part)),
          part,
        ).toBe(true);
      }
    } finally {
      await kit.close();
    }
  },
);
