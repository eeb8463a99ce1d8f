import { events } from '@parley/contract/events';
import { expect, test } from 'vitest';
import { asyncApi } from './async-api.ts';

interface Channel {
  readonly messages: Record<string, unknown>;
}

const document = asyncApi() as { channels: Record<string, Channel>; components: { messages: object } };

test('PLT-22 every event is described, in exactly one room', () => {
  const rooms = Object.entries(document.channels).filter(([name]) => name !== 'socket');
  const described = rooms.flatMap(([, channel]) => Object.keys(channel.messages));
  expect(described.toSorted()).toEqual(Object.keys(events).toSorted());
  expect(Object.keys(document.channels['campaign']!.messages)).toContain('campaign.progressed');
});

test('every reference in the document leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  expect(references.length).toBeGreaterThan(50);
  for (const path of references) {
    const found = path.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect(found, path).toBeDefined();
  }
});
