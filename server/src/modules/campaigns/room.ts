import type { RoomAccess } from '#platform/realtime/rooms';
import { getCampaign } from './get-campaign.ts';

/** Who may look at a campaign while it changes. */
export const room: RoomAccess = { permission: 'campaigns:read', open: getCampaign };
