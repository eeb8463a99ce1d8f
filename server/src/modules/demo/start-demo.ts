import type { StartDemo } from '@parley/contract/demo';
import { openDemoAccount } from '#accounts';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { createTask } from '#tasks';
import { demoScripts } from './demo-scripts.ts';
import { fillDemo } from './fill-demo.ts';

/**
 * A demo organization of the visitor's own, signed in; a task fills it while they look around.
 * Throws `demo_off`, `root_only`, `person_required` or `connection_not_secure`.
 */
export async function startDemo(runtime: Runtime, input: StartDemo, caller: Caller): Promise<SessionAnswer> {
  const language = input.language ?? caller.language;
  const { organization: organizationName, visitor: name, titles, country, channels } = demoScripts[language];
  const timeZone = input.timeZone ?? 'UTC';
  const place = { country, currency: channels.smsPrice.currency };
  const { actor, answer } = await openDemoAccount(
    runtime,
    { organizationName, name, language, timeZone, place },
    caller,
  );
  await runtime.transaction(actor, (ctx) =>
    createTask(ctx, { kind: fillDemo, title: titles.fill, input: { language } }),
  );
  return answer;
}
