import { z } from 'zod';
import { deliveryStates } from './delivery-states.ts';
import { moment, pageOf, pageQuery } from './page.ts';

export const conversationStatuses = ['open', 'snoozed', 'resolved'] as const;
export type ConversationStatus = (typeof conversationStatuses)[number];

/** `scheduled` waits for its time and may be taken back until then. */
export const messageStates = ['scheduled', ...deliveryStates] as const;
export type MessageState = (typeof messageStates)[number];

const direction = z.enum(['in', 'out', 'note']);

export const conversation = z.object({
  id: z.uuid(),
  channelId: z.uuid(),
  channelName: z.string(),
  /** Nothing can be sent here any more. */
  channelRemoved: z.boolean(),
  /** `sms`, `telegram`, … */
  network: z.string(),
  contactId: z.uuid(),
  contactName: z.string(),
  /** Where an answer goes: the address the person last wrote from. */
  peer: z.string(),
  status: z.enum(conversationStatuses),
  /** Null while snoozed: until the person writes. */
  snoozedUntil: z.iso.datetime().nullable(),
  assigneeId: z.uuid().nullable(),
  labelIds: z.array(z.uuid()),
  /** Messages of the person that the reader has not read. */
  unread: z.number().int(),
  /** All messages of the person. Said back in a change, it keeps what came since from being put away unseen. */
  inboundCount: z.number().int(),
  lastMessage: z
    .object({
      id: z.uuid(),
      text: z.string(),
      direction,
      authorId: z.uuid().nullable(),
      /** Of what went out. */
      state: z.enum(messageStates).nullable(),
      files: z.number().int(),
    })
    .nullable(),
  lastMessageAt: z.iso.datetime(),
  lastInboundAt: z.iso.datetime().nullable(),
  /** When the person wrote what nobody has answered yet: the first of it. */
  waitingSince: z.iso.datetime().nullable(),
  /** What lists are sorted by: a message, or the end of a snooze. */
  movedAt: z.iso.datetime(),
  /** The beginning of what the reader is writing here. */
  draft: z.string().nullable(),
  /** In a search for words: the latest message that has them. */
  match: z.object({ messageId: z.uuid(), text: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
});
export type Conversation = z.infer<typeof conversation>;

/** `mine`, `unassigned`, `mine_unassigned` and `all` are the open ones. */
export const conversationViews = ['mine', 'unassigned', 'mine_unassigned', 'all', 'snoozed', 'resolved'] as const;
export type ConversationView = (typeof conversationViews)[number];

const searchWords = z.string().trim().min(2).max(100);

/** The most recently moved first. */
export const listConversationsQuery = pageQuery.extend({
  /** Without one: the open ones, and with `q` all. */
  view: z.enum(conversationViews).optional(),
  /** `me`, `none` or a member's id. */
  assignee: z.union([z.literal('me'), z.literal('none'), z.uuid()]).optional(),
  channelId: z.uuid().optional(),
  labelId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  /** Words of the name or of a message, or a part of the phone. A search has one page. */
  q: searchWords.optional(),
});
export type ListConversationsQuery = z.output<typeof listConversationsQuery>;
export const conversationPage = pageOf(conversation);

/** Figures above it are not counted: `1000` is a thousand or more. */
export const mostCounted = 1_000;

export const conversationCounts = z.object({
  mine: z.number().int(),
  unassigned: z.number().int(),
  mineUnassigned: z.number().int(),
  all: z.number().int(),
  snoozed: z.number().int(),
  /** Open ones of each channel that has any. */
  channels: z.array(z.object({ channelId: z.uuid(), open: z.number().int() })),
  /** Among the newest of the reader's own and the unassigned ones. */
  unread: z.number().int(),
});
export type ConversationCounts = z.infer<typeof conversationCounts>;

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

/** What happened to the conversation itself, as one line of its thread. */
export const threadEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('assigned'), assigneeId: z.uuid().nullable(), assigneeName: z.string().nullable() }),
  z.object({ type: z.literal('resolved') }),
  /** By a person, or by a message of the contact. */
  z.object({ type: z.literal('reopened') }),
  z.object({ type: z.literal('snoozed'), until: z.iso.datetime().nullable() }),
  /** The time of the snooze has come. */
  z.object({ type: z.literal('woken') }),
  z.object({ type: z.literal('labelled'), labelId: z.uuid(), name: z.string(), added: z.boolean() }),
]);
export type ThreadEvent = z.infer<typeof threadEvent>;

/** One entry of a thread: a message, a note, an event, or what a campaign sent to this person over this channel, in its place. */
export const threadEntry = z.object({
  id: z.uuid(),
  /** What its sender called it, so that they know what became of what they sent. */
  clientId: z.uuid().nullable(),
  kind: z.enum(['message', 'note', 'event', 'campaign']),
  /** An event is internal, like a note. */
  direction,
  text: z.string(),
  files: z.array(messageFile),
  author: z.object({
    kind: z.enum(['contact', 'user', 'api_key', 'system', 'campaign']),
    id: z.uuid().nullable(),
    /** Of a member, a key or the campaign. */
    name: z.string().nullable(),
  }),
  /** Members that a note names. */
  mentions: z.array(z.uuid()),
  event: threadEvent.nullable(),
  /** Of what went out; null for inbound. No more than the delivery ledger proves. */
  state: z.enum(messageStates).nullable(),
  reason: z.string().nullable(),
  /** Of a scheduled message: until then it can be taken back. */
  sendAt: z.iso.datetime().nullable(),
  /** The network's own clock, where it gave one. */
  providerTime: z.iso.datetime().nullable(),
  at: z.iso.datetime(),
});
export type ThreadEntry = z.infer<typeof threadEntry>;
/** The newest page, the one at a cursor, or the one `around` an entry. */
export const listThreadQuery = pageQuery.extend({ around: z.uuid().optional() });
export type ListThreadQuery = z.output<typeof listThreadQuery>;
/** Newest first. */
export const threadPage = pageOf(threadEntry).extend({
  /** Leads to newer entries, as `nextCursor` does to older ones; null when there are none. */
  previousCursor: z.string().nullable(),
});
export type ThreadPage = z.infer<typeof threadPage>;

export const findInThreadQuery = z.object({ q: searchWords });
export const foundInThread = z.object({
  /** Entries that have the words, newest first. */
  ids: z.array(z.uuid()),
  /** False: there are more of them, older than these. */
  isComplete: z.boolean(),
  /** What was looked for: an entry has every word of one of these. The second is the same, typed on the other keyboard. */
  readings: z.array(z.array(z.string())),
});
export type FoundInThread = z.infer<typeof foundInThread>;

export const messageParams = z.object({ id: z.uuid(), messageId: z.uuid() });

/** The longest time in which a message can be taken back. */
export const longestUndoSeconds = 30;

/** A text, files uploaded before as attachments, or both: then the text is the caption of the first. */
export const replyBody = z
  .strictObject({
    text: z.string().trim().max(10_000).default(''),
    fileIds: z.array(z.uuid()).max(10).default([]),
    /** The client's own id of the message: sent again on a weak network, it makes one message. */
    clientId: z.uuid().optional(),
    /** Waits so long before it leaves, and can be taken back until then. */
    delaySeconds: z.int().min(0).max(longestUndoSeconds).default(0),
    /** The `inboundCount` that was in front of the writer: what the person wrote since stays unread. Without it all is read. */
    seen: z.int().min(0).optional(),
  })
  .refine(({ text, fileIds }) => text !== '' || fileIds.length > 0, {
    path: ['text'],
    message: 'Write a text or attach a file.',
    params: { rule: 'required', ru: 'Напишите текст или приложите файл.' },
  });

/** For the members only. A member named in `mentions` is told. */
export const noteBody = z.strictObject({
  text: z.string().trim().min(1).max(10_000),
  mentions: z.array(z.uuid()).max(50).default([]),
  clientId: z.uuid().optional(),
});

/** A message whose outcome nobody knows may have arrived: to send it again is for a person to say. */
export const retryBody = z.strictObject({ resendUnknown: z.boolean().default(false) });

/** Up to a message; without one, everything. */
export const readBody = z.strictObject({ messageId: z.uuid().optional() });
/** From a message on; without one, from the last that the person wrote. */
export const unreadBody = z.strictObject({ messageId: z.uuid().optional() });

export const assignBody = z.strictObject({ assigneeId: z.uuid().nullable() });
export const statusBody = z.strictObject({ status: z.enum(['open', 'resolved']) });
/** Null: until the person writes. Before its time a message of the person ends a snooze, too. */
const until = moment.nullable();
export const snoozeBody = z.strictObject({ until });
export const labelParams = z.object({ id: z.uuid(), labelId: z.uuid() });

export const conversationChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resolve') }),
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({ kind: z.literal('snooze'), until }),
  z.strictObject({ kind: z.literal('assign'), assigneeId: z.uuid().nullable() }),
  z.strictObject({ kind: z.literal('label'), labelId: z.uuid() }),
  z.strictObject({ kind: z.literal('unlabel'), labelId: z.uuid() }),
  z.strictObject({ kind: z.literal('read') }),
]);
export type ConversationChange = z.infer<typeof conversationChange>;

/** All of them or none, but for those whose person has written since. */
export const bulkChangeBody = z.strictObject({
  conversationIds: z.array(z.uuid()).min(1).max(200),
  change: conversationChange,
  /**
   * By conversation: the `inboundCount` that was in front of whoever decides. What is resolved or snoozed stays as it is when
   * the person has written since; `read` reads no further.
   */
  seen: z
    .record(z.uuid(), z.int().min(0))
    .refine((seen) => Object.keys(seen).length <= 200, {
      message: 'Name at most 200 conversations.',
      params: { rule: 'too_many', ru: 'Назовите не больше 200 диалогов.' },
    })
    .optional(),
});
export const bulkChanged = z.object({
  /** Those that were not so already. */
  changed: z.array(z.uuid()),
  /** Those that were not put away, as the person has written since. */
  kept: z.array(z.uuid()),
});
export type BulkChanged = z.infer<typeof bulkChanged>;

/** What the reader is writing in a conversation. Version 0: nothing yet. */
export const draft = z.object({
  kind: z.enum(['reply', 'note']),
  text: z.string(),
  version: z.number().int(),
  updatedAt: z.iso.datetime().nullable(),
});
export type Draft = z.infer<typeof draft>;

/** `version` is the one this text is based on: if the draft was changed since, the answer is `draft_changed` with the other text. */
export const saveDraftBody = z.strictObject({
  kind: z.enum(['reply', 'note']),
  text: z.string().max(10_000),
  version: z.int().min(0).max(2_147_483_646),
});

/** Members who may be given a conversation, by name. */
export const assigneeList = z.object({ data: z.array(z.object({ id: z.uuid(), name: z.string() })) });
export type Assignee = z.infer<typeof assigneeList>['data'][number];

/** What else there is about the person of a conversation. */
export const conversationContext = z.object({
  /** The other ones, the most recently moved first. */
  conversations: z.array(conversation),
  /** What campaigns sent, the latest first; no more than the delivery ledger proves. */
  campaigns: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      state: z.enum(deliveryStates),
      reason: z.string().nullable(),
      sentAt: z.iso.datetime(),
      repliedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** The person, or the address of this conversation, is not to be written to for marketing. */
  optedOut: z.object({ reason: z.string(), source: z.string(), at: z.iso.datetime() }).nullable(),
});
export type ConversationContext = z.infer<typeof conversationContext>;
