import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

export const conversationStatuses = ['open', 'snoozed', 'resolved'] as const;

export const conversation = z.object({
  id: z.uuid(),
  channelId: z.uuid(),
  channelName: z.string(),
  contactId: z.uuid(),
  contactName: z.string(),
  /** Where an answer goes: the address the person last wrote from. */
  peer: z.string(),
  status: z.enum(conversationStatuses),
  assigneeId: z.uuid().nullable(),
  unread: z.number().int(),
  lastMessage: z.object({ text: z.string(), direction: z.enum(['in', 'out', 'note']) }).nullable(),
  lastMessageAt: z.iso.datetime(),
  lastInboundAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Conversation = z.infer<typeof conversation>;

/** Newest first. */
export const listConversationsQuery = pageQuery.extend({
  status: z.enum(conversationStatuses).default('open'),
  /** `me`, `none` or a member's id. */
  assignee: z.union([z.literal('me'), z.literal('none'), z.uuid()]).optional(),
  channelId: z.uuid().optional(),
  contactId: z.uuid().optional(),
});
export type ListConversationsQuery = z.output<typeof listConversationsQuery>;
export const conversationPage = pageOf(conversation);

/** Delivery states as people read them; `queued` is a message that no channel has claimed yet. */
export const deliveryStates = [
  'queued',
  'submitting',
  'unknown',
  'accepted',
  'delivered',
  'read',
  'failed',
  'expired',
  'skipped',
  'cancelled',
] as const;

/** `pending` is on its way from the network; `failed` did not come, so there is nothing to open. */
export const messageFileStates = ['ready', 'pending', 'failed'] as const;

export const messageFile = z.object({
  /** Of the file service, which gives a link to it; null unless ready. */
  id: z.uuid().nullable(),
  name: z.string(),
  mediaType: z.string(),
  /** Bytes; 0 while the network has not said. */
  size: z.number().int(),
  state: z.enum(messageFileStates),
});
export type MessageFile = z.infer<typeof messageFile>;

/** One entry of a thread: a message, or what a campaign sent to this person over this channel, in its place. */
export const threadEntry = z.object({
  id: z.uuid(),
  kind: z.enum(['message', 'campaign']),
  direction: z.enum(['in', 'out', 'note']),
  text: z.string(),
  files: z.array(messageFile),
  author: z.object({ kind: z.enum(['contact', 'user', 'api_key', 'system', 'campaign']), id: z.uuid().nullable() }),
  /** Of what went out; null for inbound. No more than the delivery ledger proves. */
  state: z.enum(deliveryStates).nullable(),
  reason: z.string().nullable(),
  /** The network's own clock, where it gave one. */
  providerTime: z.iso.datetime().nullable(),
  at: z.iso.datetime(),
});
export type ThreadEntry = z.infer<typeof threadEntry>;
export const threadPage = pageOf(threadEntry);

/** A text, files uploaded before as attachments, or both: then the text is the caption of the first. */
export const replyBody = z
  .strictObject({
    text: z.string().trim().max(10_000).default(''),
    fileIds: z.array(z.uuid()).max(10).default([]),
    /** The client's own id of the message: sent again on a weak network, it makes one message. */
    clientId: z.uuid().optional(),
  })
  .refine(({ text, fileIds }) => text !== '' || fileIds.length > 0, {
    path: ['text'],
    message: 'Write a text or attach a file.',
    params: { rule: 'required', ru: 'Напишите текст или приложите файл.' },
  });

export const assignBody = z.strictObject({ assigneeId: z.uuid().nullable() });
export const statusBody = z.strictObject({ status: z.enum(['open', 'resolved']) });
