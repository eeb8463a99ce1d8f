import {
  assignBody,
  conversation,
  conversationPage,
  listConversationsQuery,
  replyBody,
  statusBody,
  threadEntry,
  threadPage,
} from '@parley/contract/conversations';
import { idParams, pageQuery } from '@parley/contract/page';
import { assignConversation, markConversationRead, setConversationStatus } from './change-conversation.ts';
import { getConversation, listConversations } from './list-conversations.ts';
import { listThread } from './list-thread.ts';
import { replyToConversation } from './send-message.ts';
import { routesOf } from '#platform/http/route';

const { get, post, put, list } = routesOf('conversations');
const errors = ['record_missing'] as const;

get(
  '/conversations',
  {
    summary: 'List conversations, the most recently moved first',
    permission: 'conversations:read',
    query: listConversationsQuery,
    response: conversationPage,
    errors: ['cursor_invalid'],
  },
  listConversations,
);
get(
  '/conversations/:id',
  { summary: 'Get a conversation', permission: 'conversations:read', params: idParams, response: conversation, errors },
  getConversation,
);
get(
  '/conversations/:id/messages',
  {
    summary: 'Read a thread, newest first, campaign messages in their place',
    permission: 'conversations:read',
    params: idParams,
    query: pageQuery,
    response: threadPage,
    errors,
  },
  listThread,
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
    errors: ['record_missing', 'channel_takes_no_files'],
  },
  replyToConversation,
);
post(
  '/conversations/:id/read',
  { summary: 'Mark as read', permission: 'conversations:reply', params: idParams, response: conversation, errors },
  markConversationRead,
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
put(
  '/conversations/:id/status',
  {
    summary: 'Resolve or reopen',
    permission: 'conversations:reply',
    params: idParams,
    body: statusBody,
    response: conversation,
    errors,
  },
  setConversationStatus,
);

export const routes = list;
