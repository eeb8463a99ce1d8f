import { expect, test } from 'vitest';
import { planFaults } from './chaos-plan.ts';

test('one fault in four hits the database, one freezes a server, the others kill', () => {
  const kinds = planFaults(40, 7).map((fault) => fault.kind);
  expect(kinds).toHaveLength(40);
  expect(kinds.filter((kind) => kind.endsWith('database'))).toHaveLength(10);
  expect(kinds.filter((kind) => kind === 'freeze holder')).toHaveLength(10);
  expect(new Set(kinds.slice(0, 8)).size).toBe(5);
});

test('the seed decides', () => {
  expect(planFaults(20, 1)).toEqual(planFaults(20, 1));
  expect(planFaults(20, 1)).not.toEqual(planFaults(20, 2));
});
