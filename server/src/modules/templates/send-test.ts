import type { sendTestBody, TestSend } from '@parley/contract/templates';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import { getChannel } from '#channels';
import { deliveryStateNames, enqueueMessage, listMessageDeliveries } from '#sending';
import { isSuppressed } from '#suppressions';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { previewTemplate } from './preview-template.ts';
import { findTestSend, insertTestSend } from './test-send-queries.ts';
import { getTester } from './testers.ts';

const mark = '[test]';

/**
 * Sends a text to a tester through the channel's own sender, marked so that nobody takes it for a campaign's. It belongs to
 * no campaign, so no figure counts it. Throws `record_missing`, `channel_not_sending`, `tester_not_reachable`,
 * `tester_opted_out`, or `request_invalid` with each malformed variable.
 */
export async function sendTest(ctx: Ctx, input: z.output<typeof sendTestBody>): Promise<TestSend> {
  const channel = await getChannel(ctx, { id: input.channelId });
  if (channel.pausedAt !== null || channel.state === 'login_required') {
    throw new AppError('channel_not_sending', { details: { name: channel.name } });
  }
  const { contactId, phone } = await getTester(ctx, input.testerId);
  if (phone === null || channel.network !== 'sms') throw new AppError('tester_not_reachable');
  // An answer is exempt from the marketing rules and a test is not: the runner cannot tell them apart, so it is asked here.
  if (await isSuppressed(ctx, { contactId, network: channel.network, address: phone })) {
    throw new AppError('tester_opted_out');
  }
  const contactIds = [input.asContactId ?? contactId];
  const { previews } = await previewTemplate(ctx, { items: input.items, contactIds, values: {} });
  const id = uuidv7();
  await insertTestSend(ctx.db, {
    organization_id: ctx.actor.organizationId,
    id,
    channel_id: channel.id,
    contact_id: contactId,
    created_by: ctx.actor.id,
    created_at: ctx.clock.now(),
  });
  const text = `${mark} ${previews[0]!.items[0]!.text}`;
  await enqueueMessage(ctx, {
    messageId: id,
    channelId: channel.id,
    contactId,
    address: phone,
    items: [{ text, fileId: null }],
  });
  await recordAudit(ctx, {
    action: 'template.tested',
    subjectKind: 'channel',
    subjectId: channel.id,
    after: { testSendId: id, contactId },
  });
  return { id, state: 'queued', reason: null };
}

/** What became of a test. Throws `record_missing`. */
export async function getTestSend(ctx: Ctx, { id }: { id: string }): Promise<TestSend> {
  const { organizationId } = ctx.actor;
  if (!(await findTestSend(ctx.db, organizationId, id))) {
    throw new AppError('record_missing', { details: { what: 'test' } });
  }
  const [delivery] = await listMessageDeliveries(ctx.db, organizationId, [id]);
  if (!delivery) return { id, state: 'queued', reason: null };
  return { id, state: deliveryStateNames[delivery.state]!, reason: delivery.reason };
}
