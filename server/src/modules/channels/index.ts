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
export { routes } from './routes.ts';
