export { createChannel, type NewChannel } from './create-channel.ts';
export { getChannel } from './get-channel.ts';
export {
  loadChannel,
  saveChannelSession,
  secretsPurpose,
  setChannelState,
  type LoadedChannel,
} from './load-channel.ts';
export { room } from './room.ts';
export { noteChannelHealth } from './note-channel-health.ts';
export { claimChatLink } from './claim-chat-link.ts';
export { createChatLink } from './create-chat-link.ts';
export { updateChannel } from './update-channel.ts';
export { fileLimitsOf } from './file-limits.ts';
export { webhookPath } from './webhook-path.ts';
export { routes } from './routes.ts';
export { listChannels } from './list-channels.ts';
export { removeChannel } from './remove-channel.ts';
