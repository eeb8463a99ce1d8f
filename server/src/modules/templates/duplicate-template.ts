import type { Template } from '@parley/contract/templates';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { addTemplate } from './create-template.ts';
import { getTemplate } from './get-template.ts';
import { listNamesLike } from './template-queries.ts';

/** A copy of the current version, under the first free name like `Greeting (2)`. */
export async function duplicateTemplate(ctx: Ctx, { id }: { id: string }): Promise<Template> {
  const original = await getTemplate(ctx, { id });
  const taken = new Set(await listNamesLike(ctx.db, ctx.actor.organizationId, original.name.slice(0, 190)));
  const copyId = await addTemplate(ctx, { ...original, name: freeName(original.name, taken) });
  await recordAudit(ctx, {
    action: 'template.created',
    subjectKind: 'template',
    subjectId: copyId,
    after: { copyOf: id },
  });
  return getTemplate(ctx, { id: copyId });
}

/** `Greeting`, `Greeting (2)` → `Greeting (3)`. At most 200 characters. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const base = name.replace(/ \(\d+\)$/, '').slice(0, 190);
  let number = 2;
  while (taken.has(`${base} (${number})`)) number++;
  return `${base} (${number})`;
}
