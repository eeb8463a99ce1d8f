import type { Channel } from '@parley/contract/channels';
import type { sendTestBody, Tester, TestSend } from '@parley/contract/templates';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import { getChannel } from '#channels';
import { deliveryStateNames, enqueueMessage, listMessageDeliveries } from '#sending';
import { isSuppressed } from '#suppressions';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { previewTemplate } from './preview-template.ts';
import { getSpeaker } from './template-queries.ts';
import { findReach, findTestSend, insertTestSend } from './test-send-queries.ts';
import { getTester } from './testers.ts';

const marks = { en: '[test]', ru: '[тест]' } as const;

/**
 * Sends a text to testers through the channel's own sender, marked so that nobody takes it for a campaign's. It belongs to
 * no campaign, so no figure counts it. Throws `record_missing`, `channel_not_sending`, `tester_not_reachable`,
 * `tester_opted_out`, or `request_invalid` with each malformed variable; then nothing is sent to anybody.
 */
export async function sendTest(ctx: Ctx, input: z.output<typeof sendTestBody>): Promise<{ data: TestSend[] }> {
  const channel = await getChannel(ctx, { id: input.channelId });
  if (channel.pausedAt !== null || channel.state === 'login_required') {
    throw new AppError('channel_not_sending', { details: { name: channel.name } });
  }
  const testerIds = [...new Set(input.testerIds)];
  const at = ctx.clock.now();
  const data: TestSend[] = [];
  for (const testerId of testerIds)
    data.push(await sendTo(ctx, await getTester(ctx, testerId), { ...input, channel, at }));
  await recordAudit(ctx, {
    action: 'template.tested',
    subjectKind: 'channel',
    subjectId: channel.id,
    after: { testSendIds: data.map(({ id }) => id), contactIds: testerIds },
  });
  return { data };
}

async function sendTo(
  ctx: Ctx,
  tester: Tester,
  { channel, at, items, asContactId }: z.output<typeof sendTestBody> & { channel: Channel; at: Date },
): Promise<TestSend> {
  const { organizationId } = ctx.actor;
  const { contactId, displayName: name } = tester;
  const address = await addressOf(ctx, tester, channel);
  if (address === null) throw new AppError('tester_not_reachable', { details: { name } });
  // An answer is exempt from the marketing rules and a test is not: the runner cannot tell them apart, so it is asked here.
  if (await isSuppressed(ctx, { contactId, network: channel.network, address })) {
    throw new AppError('tester_opted_out', { details: { name } });
  }
  const contactIds = [asContactId ?? contactId];
  const { previews } = await previewTemplate(ctx, { items, contactIds, values: {} });
  const { language } = await getSpeaker(ctx.db, organizationId);
  const id = uuidv7();
  await insertTestSend(ctx.db, {
    organization_id: organizationId,
    id,
    channel_id: channel.id,
    contact_id: contactId,
    created_by: ctx.actor.id,
    created_at: at,
  });
  await enqueueMessage(ctx, {
    messageId: id,
    channelId: channel.id,
    contactId,
    address,
    items: [{ text: `${marks[language]} ${previews[0]!.items[0]!.text}`, fileId: null }],
  });
  return { id, testerId: contactId, state: 'queued', reason: null };
}

/** Where the channel reaches the tester; null: nowhere. */
async function addressOf(ctx: Ctx, { contactId, phone }: Tester, { id, network }: Channel): Promise<string | null> {
  if (network === 'sms') return phone;
  return (await findReach(ctx.db, ctx.actor.organizationId, id, contactId))?.address ?? null;
}

/** What became of a test. Throws `record_missing`. */
export async function getTestSend(ctx: Ctx, { id }: { id: string }): Promise<TestSend> {
  const { organizationId } = ctx.actor;
  const sent = await findTestSend(ctx.db, organizationId, id);
  if (!sent) throw new AppError('record_missing', { details: { what: 'test' } });
  const [delivery] = await listMessageDeliveries(ctx.db, organizationId, [id]);
  const state = delivery ? deliveryStateNames[delivery.state]! : 'queued';
  return { id, testerId: sent.contact_id, state, reason: delivery?.reason ?? null };
}
