import { addEventLine } from './add-event-line.ts';
import { findNetworkOfChannel, touchInbound, upsertConversation } from './conversations-queries.ts';
import {
  listChannelsWithInbound,
  listOpenInbound,
  lockInbound,
  markInboundFailed,
  markInboundProcessed,
  type InboundEvent,
} from './inbound-queries.ts';
import { insertMessage } from './message-queries.ts';
import { findOrCreateContact } from '#contacts';
import { systemActor, type Ctx, type Runtime } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

const maxAttempts = 5;
const batchSize = 100;

/**
 * Makes messages of what was received: identity → contact → conversation → message → event, one transaction an event, in
 * the order of arrival for each sender. Returns how many were digested; safe to run in every process.
 */
export async function digestInbound(runtime: Runtime): Promise<number> {
  let digested = 0;
  for (const channel of await runtime.pools.system((db) => listChannelsWithInbound(db))) {
    digested += await digestChannel(runtime, channel.organizationId, channel.channelId);
  }
  return digested;
}

async function digestChannel(runtime: Runtime, organizationId: string, channelId: string): Promise<number> {
  const actor = systemActor(organizationId, new Set());
  const events = await runtime.pools.tenant(
    organizationId,
    (db) => listOpenInbound(db, organizationId, channelId, batchSize),
    { readOnly: true },
  );
  const blocked = new Set<string>();
  let digested = 0;
  for (const event of events) {
    if (blocked.has(event.sender)) continue;
    try {
      const done = await runtime.transaction(actor, (ctx) => digestEvent(ctx, event));
      if (done) digested += 1;
      else blocked.add(event.sender);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const quarantined = await runtime.pools.tenant(organizationId, (db) =>
        markInboundFailed(db, organizationId, event.id, text, maxAttempts),
      );
      runtime.log.error(
        { err: error, channelId, inboundEventId: event.id, quarantined },
        'an inbound event could not be digested',
      );
      if (!quarantined) blocked.add(event.sender);
    }
  }
  return digested;
}

/** False: another process has it, or has had it. */
async function digestEvent(ctx: Ctx, event: InboundEvent): Promise<boolean> {
  const { organizationId } = ctx.actor;
  if (!(await lockInbound(ctx.db, organizationId, event.id))) return false;
  const { message, channelId } = event;
  const network = await findNetworkOfChannel(ctx.db, organizationId, channelId);
  const contact = await findOrCreateContact(ctx, { network, address: message.from, name: message.senderName });
  const conversation = await upsertConversation(ctx.db, organizationId, {
    id: uuidv7(),
    channelId,
    contactId: contact.id,
    peer: message.from,
  });
  const lineId = uuidv7();
  const messageId = uuidv7();
  const touched = await touchInbound(ctx.db, organizationId, conversation.id, messageId);
  if (touched.statusBefore !== 'open')
    await addEventLine(ctx, conversation.id, { type: 'reopened' }, { byContact: contact.id, lineId });
  await insertMessage(ctx.db, organizationId, {
    id: messageId,
    conversationId: conversation.id,
    direction: 'in',
    authorKind: 'contact',
    authorId: contact.id,
    text: message.text,
    inboundNumber: touched.number,
    createdAt: touched.at,
    providerTime: message.providerTime === null ? null : new Date(message.providerTime),
    inboundEventId: event.id,
  });
  await markInboundProcessed(ctx.db, organizationId, event.id);
  if (conversation.created) {
    await ctx.events.emit('conversation.created', conversation.id, {
      conversationId: conversation.id,
      contactId: contact.id,
      channelId,
    });
  }
  await ctx.events.emit('message.received', messageId, {
    messageId,
    conversationId: conversation.id,
    contactId: contact.id,
    channelId,
  });
  return true;
}
