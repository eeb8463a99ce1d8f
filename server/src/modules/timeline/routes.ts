import { idParams } from '@parley/contract/page';
import { listTimelineQuery, timelinePage } from '@parley/contract/timeline';
import { routesOf } from '#platform/http/route';
import { listTimeline } from './list-timeline.ts';

const { get, list } = routesOf('timeline');

get(
  '/contacts/:id/timeline',
  {
    summary: 'List what happened with a contact, newest first',
    permission: 'contacts:read',
    params: idParams,
    query: listTimelineQuery,
    response: timelinePage,
    errors: ['record_missing', 'cursor_invalid'],
  },
  listTimeline,
);

export const routes = list;
