export { scheduledJobs } from './jobs.ts';
export { reactions } from './reactions.ts';
export { room } from './room.ts';
export { routes } from './routes.ts';
export { storeInbound } from './store-inbound.ts';
export { startInbound, type Inbound } from './start-inbound.ts';
export { sendSystemMessage } from './send-message.ts';
