import { addEventLine } from './add-event-line.ts';
import { touchInbound, upsertConversation } from './conversations-queries.ts';
import {
  getChannelKind,
  listChannelsWithInbound,
  listOpenInbound,
  lockInbound,
  markInboundFailed,
  markInboundProcessed,
  updatePeer,
  type InboundEvent,
} from './inbound-queries.ts';
import { insertMessage } from './message-queries.ts';
import { noteInboundFiles } from './attach-files.ts';
import { claimChatLink } from '#channels';
import { findOrCreateContact, noteReach, noteReachable } from '#contacts';
import type { AddressReport, InboundMessage } from '#channel';
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
  const { kind, network } = await getChannelKind(ctx.db, organizationId, channelId);
  if ('news' in message) {
    await digestReport(ctx, { channelId, network }, message);
    await markInboundProcessed(ctx.db, organizationId, event.id);
    return true;
  }
  const contact = await findWriter(ctx, { channelId, kind, network }, message);
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
  await noteInboundFiles(ctx, { messageId, channelId }, message.files);
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

interface Place {
  readonly channelId: string;
  readonly network: string;
}

/** Who has written, and that this account reaches them there. A link of ours says which contact it is. */
async function findWriter(
  ctx: Ctx,
  { channelId, kind, network }: Place & { kind: string },
  message: InboundMessage,
): Promise<{ id: string }> {
  const { from: address, linkToken, sender } = message;
  const linked = linkToken === null ? null : await claimChatLink(ctx, { channelId, token: linkToken, address });
  const contact = await findOrCreateContact(ctx, { network, address, sender, contactId: linked });
  if (ctx.channels.get(kind)?.addressing === 'account')
    await noteReachable(ctx, { channelId, address, contactId: contact.id });
  return contact;
}

async function digestReport(ctx: Ctx, { channelId, network }: Place, { address, news }: AddressReport): Promise<void> {
  await noteReach(ctx, { channelId, network, address, news });
  if (typeof news !== 'object') return;
  await updatePeer(ctx.db, ctx.actor.organizationId, { channelId, peer: address, movedTo: news.movedTo });
}
