import type { updateCampaignBody } from '@parley/contract/campaigns';
import type { z } from 'zod';
import { getTemplate } from '#templates';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { listChannels, listGroups, replaceChannels, replaceGroups } from './campaign-queries.ts';

type Draft = z.output<typeof updateCampaignBody>;

/** Throws `record_missing` when the template, a channel or a group is not there. Whether they fit is checked before the start. */
export async function refuseUnknown(ctx: Ctx, draft: Draft): Promise<void> {
  const { organizationId } = ctx.actor;
  if (draft.templateId) await getTemplate(ctx, { id: draft.templateId });
  const channelIds = draft.channelIds ?? [];
  const channels = await listChannels(ctx.db, organizationId, channelIds);
  if (channels.length < channelIds.length) throw new AppError('record_missing', { details: { what: 'channel' } });
  const groupIds = new Set([...(draft.groupIds ?? []), ...(draft.excludedGroupIds ?? [])]);
  const groups = await listGroups(ctx.db, organizationId, [...groupIds]);
  if (groups.length < groupIds.size) throw new AppError('record_missing', { details: { what: 'group' } });
}

/** Writes the channels and groups of a draft. A group that is both in and out is out. */
export async function saveLinks(
  ctx: Ctx,
  id: string,
  links: { channelIds: readonly string[]; groupIds: readonly string[]; excludedGroupIds: readonly string[] },
): Promise<void> {
  const { organizationId } = ctx.actor;
  await replaceChannels(ctx.db, organizationId, id, links.channelIds);
  const excluded = new Set(links.excludedGroupIds);
  const included = links.groupIds.filter((groupId) => !excluded.has(groupId));
  await replaceGroups(ctx.db, organizationId, id, [
    ...included.map((groupId) => ({ id: groupId, excluded: false })),
    ...[...excluded].map((groupId) => ({ id: groupId, excluded: true })),
  ]);
}
