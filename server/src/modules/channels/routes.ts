import {
  channel, channelKindList, chatLink, chatLinkBody, testSettingsBody, channelPage, channelTest, createChannelBody, listChannelsQuery, removeChannelQuery, updateChannelBody,
} from '@parley/contract/channels';
import { idParams } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { createChannel } from './create-channel.ts';
import { createChatLink } from './create-chat-link.ts';
import { getChannel } from './get-channel.ts';
import { listChannelKinds } from './list-channel-kinds.ts';
import { listChannels } from './list-channels.ts';
import { pauseChannel, resumeChannel } from './pause-channel.ts';
import { reconnectChannel } from './reconnect-channel.ts';
import { removeChannel } from './remove-channel.ts';
import { testChannel, testSettings } from './test-channel.ts';
import { updateChannel } from './update-channel.ts';

const { get, post, patch, remove, stream, list } = routesOf('channels');

get('/channel-kinds', { summary: 'List what this installation can connect to', permission: 'channels:read', response: channelKindList }, listChannelKinds);
get('/channels', { summary: 'List channels by name, with state, limits in use and campaigns', permission: 'channels:read', query: listChannelsQuery, response: channelPage, errors: ['cursor_invalid'] }, listChannels);
post('/channels', { summary: 'Add a channel', permission: 'channels:write', body: createChannelBody, response: channel, status: 201, errors: ['channel_kind_unofficial', 'channel_name_taken', 'channel_account_taken'] }, createChannel);
get('/channels/:id', { summary: 'Get a channel', permission: 'channels:read', params: idParams, response: channel, errors: ['record_missing'] }, getChannel);
patch('/channels/:id', { summary: 'Change name, settings or limits', permission: 'channels:write', params: idParams, body: updateChannelBody, response: channel, errors: ['record_missing', 'channel_name_taken', 'channel_account_taken'] }, updateChannel);
stream('POST', '/channels/:id/test', { summary: 'Connect and sign in once, without sending', permission: 'channels:write', params: idParams, response: channelTest, errors: ['record_missing'], perMinute: 20 }, testChannel);
stream('POST', '/channels/test', { summary: 'Try an account before it is added, without sending', permission: 'channels:write', body: testSettingsBody, response: channelTest, errors: ['channel_kind_unofficial'], perMinute: 20 }, testSettings);
post('/channels/:id/reconnect', { summary: 'Begin the connection anew', permission: 'channels:write', params: idParams, response: channel, errors: ['record_missing'] }, reconnectChannel);
stream('POST', '/channels/:id/links', { summary: 'Make a link by which a contact opens a chat', permission: 'contacts:write', params: idParams, body: chatLinkBody, response: chatLink, status: 201, errors: ['record_missing', 'channel_without_chat_links', 'channel_not_reachable'] }, createChatLink);
post('/channels/:id/pause', { summary: 'Stop sending through a channel', permission: 'channels:write', params: idParams, response: channel, errors: ['record_missing'] }, pauseChannel);
post('/channels/:id/resume', { summary: 'Send through a channel again', permission: 'channels:write', params: idParams, response: channel, errors: ['record_missing'] }, resumeChannel);
remove('/channels/:id', { summary: 'Disconnect and remove a channel', permission: 'channels:write', params: idParams, query: removeChannelQuery, response: z.object({ removed: z.literal(true) }), errors: ['record_missing', 'channel_in_use'] }, removeChannel);

export const routes = list;
