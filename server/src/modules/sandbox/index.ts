export { createSandboxChannel } from './create-sandbox-channel.ts';
export { reactions } from './reactions.ts';
export { routes } from './routes.ts';
