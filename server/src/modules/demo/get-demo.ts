import type { Demo } from '@parley/contract/demo';
import { getOrganizationRow } from '#organizations';
import type { Ctx } from '#platform/context';
import { listTasks } from '#tasks';
import { fillDemo } from './fill-demo.ts';

export async function getDemo(ctx: Ctx): Promise<Demo> {
  const { is_demo: isDemo } = await getOrganizationRow(ctx.db, ctx.actor.organizationId);
  const [task] = isDemo ? (await listTasks(ctx, { kind: fillDemo.kind, limit: 1 })).data : [];
  const isOver = task?.state === 'failed' || task?.state === 'cancelled';
  const isActive = task !== undefined && !isOver && task.state !== 'completed';
  return { isDemo, fillingTaskId: isActive ? task.id : null, brokenOffTaskId: isOver ? task.id : null };
}
