export { createChannel, type NewChannel } from './create-channel.ts';
export {
  loadChannel,
  saveChannelSession,
  secretsPurpose,
  setChannelState,
  type LoadedChannel,
} from './load-channel.ts';
export { routes } from './routes.ts';
