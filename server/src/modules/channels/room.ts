import type { RoomAccess } from '#platform/realtime/rooms';
import { getChannel } from './get-channel.ts';

/** Who may look at a channel while it changes. */
export const room: RoomAccess = { permission: 'channels:read', open: getChannel };
