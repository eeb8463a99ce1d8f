import {
  assignBody,
  assigneeList,
  bulkChangeBody,
  bulkChanged,
  conversation,
  conversationContext,
  conversationCounts,
  conversationPage,
  draft,
  findInThreadQuery,
  foundInThread,
  labelParams,
  listConversationsQuery,
  listThreadQuery,
  messageParams,
  noteBody,
  readBody,
  replyBody,
  retryBody,
  saveDraftBody,
  snoozeBody,
  statusBody,
  threadEntry,
  threadPage,
  unreadBody,
} from '@parley/contract/conversations';
import { listFaultsQuery, quarantinedMessagePage } from '@parley/contract/faults';
import { idParams } from '@parley/contract/page';
import { bulkChangeConversations } from './bulk-change-conversations.ts';
import { cancelMessage } from './cancel-message.ts';
import { assignConversation, setConversationStatus, snoozeConversation } from './change-conversation.ts';
import { countConversations } from './count-conversations.ts';
import { findInThread } from './find-in-thread.ts';
import { getConversationContext } from './get-context.ts';
import { listQuarantinedMessages } from './list-quarantined-messages.ts';
import { replayQuarantinedMessage } from './replay-quarantined-message.ts';
import { getConversation } from './get-conversation.ts';
import { addConversationLabel, removeConversationLabel } from './label-conversation.ts';
import { listAssignees } from './list-assignees.ts';
import { listConversations } from './list-conversations.ts';
import { listThread } from './list-thread.ts';
import { markConversationRead, markConversationUnread } from './mark-read.ts';
import { retryMessage } from './retry-message.ts';
import { getDraft, saveDraft } from './save-draft.ts';
import { replyToConversation } from './send-message.ts';
import { writeNote } from './write-note.ts';
import { z } from 'zod';
import { receiveHook } from './receive-hook.ts';
import { routesOf } from '#platform/http/route';

const { get, post, put, remove, stream, hook, list } = routesOf('conversations');
const errors = ['record_missing'] as const;
/** What one conversation is asked for, and what was decided about it. */
const read = { permission: 'conversations:read', params: idParams, errors } as const;
const change = { permission: 'conversations:reply', params: idParams, response: conversation, errors } as const;

stream(
  'GET',
  '/conversations',
  {
    summary: 'List conversations, the most recently moved first, or search them',
    permission: 'conversations:read',
    query: listConversationsQuery,
    response: conversationPage,
    errors: ['cursor_invalid'],
  },
  listConversations,
);
get(
  '/conversations/counts',
  {
    summary: 'Count the conversations of each view',
    permission: 'conversations:read',
    response: conversationCounts,
  },
  countConversations,
);
get(
  '/conversations/assignees',
  {
    summary: 'List the members who may be given a conversation',
    permission: 'conversations:read',
    response: assigneeList,
  },
  listAssignees,
);
post(
  '/conversations/bulk',
  {
    summary: 'Change many conversations at once',
    permission: 'conversations:assign',
    body: bulkChangeBody,
    response: bulkChanged,
    errors,
  },
  bulkChangeConversations,
);
get('/conversations/:id', { summary: 'Get a conversation', ...read, response: conversation }, getConversation);
get(
  '/conversations/:id/context',
  { summary: 'Get what else there is about the person', ...read, response: conversationContext },
  getConversationContext,
);
get(
  '/conversations/:id/messages',
  {
    summary: 'Read a thread, newest first, campaign messages in their place',
    ...read,
    query: listThreadQuery,
    response: threadPage,
    errors: ['record_missing', 'cursor_invalid'],
  },
  listThread,
);
stream(
  'GET',
  '/conversations/:id/search',
  { summary: 'Find words in a thread', ...read, query: findInThreadQuery, response: foundInThread },
  findInThread,
);
post(
  '/conversations/:id/messages',
  {
    summary: 'Reply',
    permission: 'conversations:reply',
    params: idParams,
    body: replyBody,
    response: threadEntry,
    status: 201,
    errors: ['record_missing', 'channel_takes_no_files', 'channel_removed', 'contact_erased'],
  },
  replyToConversation,
);
post(
  '/conversations/:id/messages/:messageId/retry',
  {
    summary: 'Send a message again that did not arrive',
    permission: 'conversations:reply',
    params: messageParams,
    body: retryBody,
    response: threadEntry,
    errors: [
      'record_missing',
      'message_not_retryable',
      'message_outcome_unknown',
      'channel_removed',
      'contact_erased',
    ],
  },
  retryMessage,
);
post(
  '/conversations/:id/messages/:messageId/cancel',
  {
    summary: 'Take back a message that has not left',
    permission: 'conversations:reply',
    params: messageParams,
    response: threadEntry,
    errors: ['record_missing', 'message_already_sent'],
  },
  cancelMessage,
);
post(
  '/conversations/:id/notes',
  {
    summary: 'Write a note that only members see',
    permission: 'conversations:reply',
    params: idParams,
    body: noteBody,
    response: threadEntry,
    status: 201,
    errors,
  },
  writeNote,
);
get('/conversations/:id/draft', { summary: 'Get what the reader is writing', ...read, response: draft }, getDraft);
put(
  '/conversations/:id/draft',
  {
    summary: 'Keep what the reader is writing',
    permission: 'conversations:reply',
    params: idParams,
    body: saveDraftBody,
    response: draft,
    errors: ['record_missing', 'draft_changed'],
  },
  saveDraft,
);
post(
  '/conversations/:id/read',
  { summary: 'Mark as read, up to a message or all', ...read, body: readBody, response: conversation },
  markConversationRead,
);
post(
  '/conversations/:id/unread',
  { summary: 'Mark as unread, from a message on or the last one', ...read, body: unreadBody, response: conversation },
  markConversationUnread,
);
put(
  '/conversations/:id/assignee',
  {
    summary: 'Assign to a member, or to nobody',
    permission: 'conversations:assign',
    params: idParams,
    body: assignBody,
    response: conversation,
    errors,
  },
  assignConversation,
);
put('/conversations/:id/status', { summary: 'Resolve or reopen', ...change, body: statusBody }, setConversationStatus);
put(
  '/conversations/:id/snooze',
  { summary: 'Put off until a time, or until the person writes', ...change, body: snoozeBody },
  snoozeConversation,
);
put(
  '/conversations/:id/labels/:labelId',
  { summary: 'Put a label on a conversation', ...change, params: labelParams },
  addConversationLabel,
);
remove(
  '/conversations/:id/labels/:labelId',
  { summary: 'Take a label off a conversation', ...change, params: labelParams },
  removeConversationLabel,
);
get(
  '/quarantined-messages',
  {
    summary: 'List what customers sent and could not be taken in, newest first',
    permission: 'faults:read',
    query: listFaultsQuery,
    response: quarantinedMessagePage,
    errors: ['cursor_invalid'],
  },
  listQuarantinedMessages,
);
post(
  '/quarantined-messages/:id/replay',
  {
    summary: 'Let what a customer sent be taken in again',
    permission: 'faults:write',
    params: idParams,
    response: z.object({ released: z.literal(true) }),
    status: 202,
    errors: ['record_missing'],
  },
  replayQuarantinedMessage,
);
hook(
  '/hooks/:channelId',
  {
    summary: 'Receive from the network of a channel',
    params: z.object({ channelId: z.uuid() }),
    response: z.object({ stored: z.number().int() }),
    errors: ['record_missing', 'hook_refused'],
  },
  receiveHook,
);

export const routes = list;
