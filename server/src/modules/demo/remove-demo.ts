import { permissions } from '@parley/contract/permissions';
import { setTimeout as sleep } from 'node:timers/promises';
import { requirePerson } from '#accounts';
import { cancelCampaign, listCampaigns } from '#campaigns';
import { listChannels, removeChannel } from '#channels';
import { listContentOf, removeContentOf } from '#files';
import { listDemoOrganizations, markDemoForRemoval, removeDemoRows } from '#organizations';
import { systemActor, type Ctx, type Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { forgetOwner } from '#sandbox';
import { cancelTask, listTasks } from '#tasks';
import { countBusy } from './demo-queries.ts';

const lookMilliseconds = 200;
/** Reactions follow an event within some ten milliseconds. */
const quietMilliseconds = 1_000;
/** A lease of a process that was killed runs out after 10 s. */
const mostMilliseconds = 20_000;

/**
 * Signs the visitor out and has everything of the demo deleted in the background. Throws `demo_missing`, `person_required`,
 * or `permission_missing` for whoever may not change the organization.
 */
export async function removeDemo(runtime: Runtime, _input: unknown, caller: Caller): Promise<SessionAnswer> {
  const { actor } = requirePerson(caller);
  const permission = 'organization:write';
  if (!actor.permissions.has(permission)) throw new AppError('permission_missing', { details: { permission } });
  const { organizationId } = actor;
  const now = runtime.clock.now();
  if (!(await runtime.pools.system((db) => markDemoForRemoval(db, organizationId, now)))) {
    throw new AppError('demo_missing');
  }
  await enqueueRemoval(runtime, organizationId);
  return { body: { removing: true }, token: null };
}

export const removeDemoJob = 'demo.remove';

export function enqueueRemoval(runtime: Runtime, organizationId: string): Promise<void> {
  return runtime.transaction(systemOf(organizationId), (ctx) =>
    ctx.jobs.enqueue(removeDemoJob, { organizationId }, { key: `demo.remove:${organizationId}` }),
  );
}

/** Ends what runs, then deletes: the sandbox's part, every row, the contents of files. May be run again from the start. */
export async function carryOutRemoval(runtime: Runtime, organizationId: string): Promise<void> {
  const demos = await runtime.pools.system((db) => listDemoOrganizations(db), { readOnly: true });
  const isMarked = demos.some((demo) => demo.organizationId === organizationId && demo.removingAt !== null);
  if (!isMarked) return;
  await runtime.transaction(systemOf(organizationId), endWork);
  await untilIdle(runtime, organizationId);
  const contents = await listContentOf(runtime, organizationId);
  await forgetOwner(runtime, organizationId);
  await runtime.pools.system((db) => removeDemoRows(db, organizationId));
  await removeContentOf(runtime, contents);
}

async function endWork(ctx: Ctx): Promise<void> {
  const { data: tasks } = await listTasks(ctx, { scope: 'active', limit: 200 });
  for (const { id } of tasks) await cancelTask(ctx, { id });
  const { data: campaigns } = await listCampaigns(ctx, { archived: 'false', limit: 200 });
  for (const { id, allowedActions } of campaigns) {
    if (allowedActions.includes('cancel')) await cancelCampaign(ctx, { id });
  }
  const { data: channels } = await listChannels(ctx, { limit: 200 });
  for (const { id } of channels) await removeChannel(ctx, { id, force: 'true' });
}

/**
 * No process holds a channel or runs a task, and every event has its place for a while, so that reactions have had their
 * turn: nothing writes a row behind us. What does all the same is refused by its foreign keys.
 */
async function untilIdle(runtime: Runtime, organizationId: string): Promise<void> {
  const end = Date.now() + mostMilliseconds;
  for (let idleFor = 0; idleFor < quietMilliseconds && Date.now() < end; await sleep(lookMilliseconds)) {
    const busy = await runtime.pools.system((db) => countBusy(db, organizationId), { readOnly: true });
    idleFor = busy === 0 ? idleFor + lookMilliseconds : 0;
  }
}

function systemOf(organizationId: string) {
  return systemActor(organizationId, new Set(permissions));
}
