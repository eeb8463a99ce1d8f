export { isWithinHours } from './campaign-turns.ts';
export {
  cancelCampaign,
  campaignCounters,
  openCampaign,
  pauseCampaign,
  resumeCampaign,
  type OpenCampaign,
} from './open-campaign.ts';
export { reactions } from './reactions.ts';
export {
  enqueueMessage,
  resendMessage,
  withdrawMessage,
  type MessageItem,
  type QueueMessage,
} from './enqueue-message.ts';
export { deliveryState, deliveryStateNames, isException, type DeliveryState } from './delivery-state.ts';
export {
  deliveriesToContact,
  idIn,
  listContactCampaigns,
  listMessageDeliveries,
  listRecipientDeliveries,
  listThreadDeliveries,
  type ContactCampaign,
  type MessageDelivery,
  type RecipientDelivery,
  type ThreadDelivery,
  type ThreadRange,
} from './sending-message-queries.ts';
export type { Counters } from './sending-plan-queries.ts';
export { startSending, type Sending, type SendingOptions } from './start-sending.ts';
export type { Download, Inbox } from './channel-session.ts';
