import {
  deadJob,
  deadJobPage,
  deadJobParams,
  listFaultsQuery,
  pageFailureBody,
  pageFailureReported,
  quarantinedEventPage,
} from '@parley/contract/faults';
import { idParams } from '@parley/contract/page';
import { z } from 'zod';
import type { Reaction } from '#platform/events/reaction';
import { routesOf, type Route } from '#platform/http/route';
import { listDeadJobs } from './list-dead-jobs.ts';
import { listQuarantinedEvents } from './list-quarantined-events.ts';
import { replayEvent } from './replay-event.ts';
import { reportPageFailure } from './report-page-failure.ts';
import { retryJob } from './retry-job.ts';

const pageFailure = {
  summary: 'Report that a part of a page has crashed in a browser',
  body: pageFailureBody,
  response: pageFailureReported,
  perMinute: 10,
} as const;

/** What failed in the background and waits for a person. `reactions` are all that the installation has. */
export function routesFor(reactions: readonly Reaction[]): readonly Route[] {
  const { get, post, session, stream, list } = routesOf('faults');
  session('POST', '/page-failures', 'signed_in', pageFailure, reportPageFailure);
  get(
    '/quarantined-events',
    {
      summary: 'List events that a reaction could not take in, newest first',
      permission: 'faults:read',
      query: listFaultsQuery,
      response: quarantinedEventPage,
      errors: ['cursor_invalid'],
    },
    listQuarantinedEvents,
  );
  post(
    '/quarantined-events/:id/replay',
    {
      summary: 'Give an event to its reaction once more',
      permission: 'faults:write',
      params: idParams,
      response: z.object({ replayed: z.literal(true) }),
      errors: ['record_missing', 'replay_failed'],
    },
    function replayQuarantinedEvent(ctx, input) {
      return replayEvent(ctx, reactions, input);
    },
  );
  stream(
    'GET',
    '/dead-jobs',
    {
      summary: 'List jobs that are not tried any more, newest first',
      permission: 'faults:read',
      query: listFaultsQuery,
      response: deadJobPage,
      errors: ['cursor_invalid'],
    },
    listDeadJobs,
  );
  stream(
    'POST',
    '/dead-jobs/:number/retry',
    {
      summary: 'Let a job be tried again',
      permission: 'faults:write',
      params: deadJobParams,
      response: deadJob.pick({ number: true }),
      status: 202,
      errors: ['record_missing'],
    },
    retryJob,
  );
  return list;
}
