import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryState, isFinal, mayBecome, stateOfParts, type DeliveryState } from './delivery-state.ts';

const evidence = fc.constantFrom<DeliveryState>(
  deliveryState.accepted,
  deliveryState.delivered,
  deliveryState.read,
  deliveryState.failed,
  deliveryState.expired,
  deliveryState.unknown,
);

function after(states: readonly DeliveryState[]): DeliveryState {
  return states.reduce<DeliveryState>((held, next) => (mayBecome(held, next) ? next : held), deliveryState.submitting);
}

test('F23 whatever comes in whatever order, the rank never falls', () => {
  fc.assert(
    fc.property(fc.array(evidence), (states) => {
      let held: DeliveryState = deliveryState.submitting;
      for (const next of states) {
        const then: DeliveryState = mayBecome(held, next) ? next : held;
        expect(then).toBeGreaterThanOrEqual(held);
        held = then;
      }
    }),
  );
});

test('F22 the same evidence again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(evidence), (states) => {
      expect(after([...states, ...states])).toBe(after(states));
    }),
  );
});

test('what is final stays, save that the delivered may be read', () => {
  fc.assert(
    fc.property(evidence, evidence, (held, next) => {
      if (isFinal(held) && mayBecome(held, next))
        expect([held, next]).toEqual([deliveryState.delivered, deliveryState.read]);
    }),
  );
});

test('receipts without a failure settle alike in any order', () => {
  const good = fc.constantFrom<DeliveryState>(deliveryState.accepted, deliveryState.delivered, deliveryState.read);
  fc.assert(
    fc.property(fc.array(good, { minLength: 1 }), (states) => {
      expect(after(states)).toBe(Math.max(...states));
    }),
  );
});

test('a message of several parts is delivered when all are and failed when one is', () => {
  const { unknown, accepted, delivered, read, failed, expired } = deliveryState;
  expect(stateOfParts([delivered, delivered, delivered], 3)).toBe(delivered);
  expect(stateOfParts([delivered, accepted, delivered], 3)).toBe(accepted);
  expect(stateOfParts([read, delivered, read], 3)).toBe(delivered);
  expect(stateOfParts([delivered, failed, accepted], 3)).toBe(failed);
  expect(stateOfParts([delivered, expired], 3)).toBe(expired);
  // A part that is not known was perhaps never taken.
  expect(stateOfParts([delivered, delivered], 3)).toBe(unknown);
});
