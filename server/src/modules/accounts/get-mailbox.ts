import type { PageQuery } from '@parley/contract/page';
import { listKeptMails } from '#mail';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { requireRoot } from './sessions.ts';

/** Without a mail server: what would have been mailed. Throws `root_only`, for it lets one in as anybody. */
export async function getMailbox(runtime: Runtime, input: PageQuery, caller: Caller): Promise<SessionAnswer> {
  await requireRoot(runtime, caller);
  return { body: await listKeptMails(runtime, input) };
}
