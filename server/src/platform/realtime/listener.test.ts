import { events, roomKindOf, type EventName } from '@parley/contract/events';
import { permissions, permissionsOf, roles } from '@parley/contract/permissions';
import type { Room } from '@parley/contract/realtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupByHearing, hears, namesFor, type Hearing } from './listener.ts';
import type { PublishedEvent } from './realtime-queries.ts';

const names = Object.keys(events) as EventName[];
const things = ['1', '2'];
const permissionSets = new Map(roles.map((role) => [role, permissionsOf(role)]));

const published: fc.Arbitrary<PublishedEvent[]> = fc.array(
  fc.record({
    position: fc.nat(),
    id: fc.constant('id'),
    name: fc.constantFrom(...names),
    payload: fc
      .constantFrom(...things)
      .map((id) => ({ campaignId: id, conversationId: id, channelId: id, userId: id })),
    createdAt: fc.constant('2026-11-21T00:00:00.000Z'),
    organizationId: fc.constantFrom('ours', 'theirs'),
  }),
  { maxLength: 20 },
);
const rooms = ['campaign', 'conversation', 'channel'].flatMap((kind) => things.map((id) => `${kind}:${id}` as Room));
const listener: fc.Arbitrary<Hearing> = fc.record({
  organizationId: fc.constant('ours'),
  permissions: fc.constantFrom(...roles).map((role) => permissionSets.get(role)!),
  rooms: fc.subarray(rooms).map((chosen) => new Set(chosen)),
});

test('each listener is sent exactly what it may hear, in order, and no group is sent nothing', () => {
  fc.assert(
    fc.property(fc.array(listener, { maxLength: 10 }), published, (listeners, all) => {
      const own = all.filter((event) => event.organizationId === 'ours');
      const groups = groupByHearing(listeners, own);
      for (const one of listeners) {
        const sent = groups.filter((group) => group.listeners.includes(one)).flatMap((group) => group.events);
        expect(sent).toEqual(
          own.filter((event) => hears(one, event)).map(({ organizationId: _organizationId, ...event }) => event),
        );
      }
      expect(groups.every((group) => group.events.length > 0)).toBe(true);
    }),
  );
});

test('SEC-7 what is another organization’s is heard by nobody', () => {
  fc.assert(
    fc.property(listener, published, (one, all) => {
      for (const event of all) if (event.organizationId === 'theirs') expect(hears(one, event)).toBe(false);
    }),
  );
});

test('the names that are looked for after a drop are at least those that may be heard', () => {
  fc.assert(
    fc.property(listener, published, (one, all) => {
      const looked = new Set(namesFor(one));
      for (const event of all) if (hears(one, event)) expect(looked).toContain(event.name);
    }),
  );
});

test('PLT-22 an event that is kept to a room says which, in its payload', () => {
  for (const name of names) {
    const kind = roomKindOf(name);
    if (kind) expect(Object.keys(events[name].payload.shape), name).toContain(`${kind}Id`);
    expect(permissions).toContain(events[name].permission);
  }
});
