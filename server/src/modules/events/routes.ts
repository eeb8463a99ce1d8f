import { eventPage, listEventsQuery } from '@parley/contract/events';
import { routesOf } from '#platform/http/route';
import { listEvents } from './list-events.ts';

const { get, list } = routesOf('events');

get(
  '/events',
  { summary: 'Read events by position', permission: 'events:read', query: listEventsQuery, response: eventPage },
  listEvents,
);

export const routes = list;
