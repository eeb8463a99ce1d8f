import type { Demo } from '@parley/contract/demo';
import { getOrganizationRow } from '#organizations';
import type { Ctx } from '#platform/context';
import { listTasks } from '#tasks';
import { fillDemo } from './fill-demo.ts';

export async function getDemo(ctx: Ctx): Promise<Demo> {
  const { is_demo: isDemo } = await getOrganizationRow(ctx.db, ctx.actor.organizationId);
  if (!isDemo) return { isDemo, fillingTaskId: null };
  const { data } = await listTasks(ctx, { kind: fillDemo.kind, scope: 'active', limit: 1 });
  return { isDemo, fillingTaskId: data[0]?.id ?? null };
}
