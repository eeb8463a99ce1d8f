import type { bulkTagBody } from '@parley/contract/contacts';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { startBulkAction } from './bulk-action.ts';

/** Gives a tag to everybody who matches, or takes it from them. */
export async function changeTagOfContacts(ctx: Ctx, input: z.output<typeof bulkTagBody>): Promise<{ taskId: string }> {
  const { filter, tag, action } = input;
  const titles =
    action === 'add'
      ? { en: `Tag contacts with “${tag}”`, ru: `Добавление метки «${tag}» контактам` }
      : { en: `Take the tag “${tag}” from contacts`, ru: `Снятие метки «${tag}» с контактов` };
  return startBulkAction(
    ctx,
    filter,
    { kind: action === 'add' ? 'add_tag' : 'remove_tag', tag },
    titles[ctx.actor.language],
  );
}
