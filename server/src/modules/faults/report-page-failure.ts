import type { PageFailure } from '@parley/contract/faults';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';

/**
 * Notes in the log that a part of a page has crashed in somebody's browser (PLT-80). The request's id is what the person is
 * shown to quote, and stands in the line.
 */
export async function reportPageFailure(
  { log }: Runtime,
  { name, place, stack, requestId: lastRequestId }: PageFailure,
  { requestId, actor }: Caller,
): Promise<SessionAnswer> {
  const organizationId = actor?.organizationId ?? null;
  log.warn({ requestId, organizationId, name, place, stack, lastRequestId }, 'a page failed');
  return { body: { requestId } };
}
