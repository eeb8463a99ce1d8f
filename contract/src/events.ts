import { z } from 'zod';
import type { Permission } from './permissions.ts';

const id = z.uuid();

interface Entry {
  readonly permission: Permission;
  /**
   * The socket's room. Without one the whole organization hears it. For what comes often, so that only those hear it who
   * look at the thing: the room's id is the payload's `campaignId`, `conversationId` and so on.
   */
  readonly room?: 'user' | 'campaign' | 'conversation' | 'channel';
  readonly payload: z.ZodObject;
}

/**
 * Every event, once: its name on the bus, the socket and the webhook, who may hear it and where, and its payload.
 * `noun.past`. A payload carries ids and what changed, so that a listener can decide whether to look.
 */
export const events = {
  /** Somebody came, changed, or is let in no more or again. */
  'member.changed': { permission: 'members:list', payload: z.object({ memberId: id }) },
  'organization.updated': { permission: 'organization:read', payload: z.object({ organizationId: id }) },
  'invitation.changed': { permission: 'members:read', payload: z.object({ invitationId: id }) },
  'contact.created': { permission: 'contacts:read', payload: z.object({ contactId: id }) },
  'contact.updated': { permission: 'contacts:read', payload: z.object({ contactId: id }) },
  'contact.opted_out': { permission: 'contacts:read', payload: z.object({ contactId: id, source: z.string() }) },
  /** People erased together, at most 1,000: whoever keeps something about them empties it. */
  'contact.erased': { permission: 'contacts:read', payload: z.object({ contactIds: z.array(id) }) },
  'import.finished': { permission: 'contacts:import', payload: z.object({ importId: id, state: z.string() }) },
  'task.changed': {
    permission: 'tasks:read',
    payload: z.object({ taskId: id, state: z.string(), done: z.number(), total: z.number().nullable() }),
  },
  'channel.state_changed': {
    permission: 'channels:read',
    payload: z.object({ channelId: id, state: z.string(), reason: z.string().nullable() }),
  },
  /** What people did with a channel; what the network says of it is `channel.state_changed`. */
  'channel.updated': {
    permission: 'channels:read',
    payload: z.object({
      channelId: id,
      change: z.enum(['created', 'settings', 'paused', 'resumed', 'reconnecting', 'removed']),
    }),
  },
  /** At most every two seconds, while it changes. */
  'channel.health_changed': { permission: 'channels:read', payload: z.object({ channelId: id, level: z.string() }) },
  /** Something a person should look at has begun. */
  'channel.alert_raised': {
    permission: 'channels:read',
    payload: z.object({ channelId: id, code: z.string(), reason: z.string().nullable() }),
  },
  'channel.login_required': { permission: 'channels:read', payload: z.object({ channelId: id, reason: z.string() }) },
  'campaign.status_changed': {
    permission: 'campaigns:read',
    payload: z.object({ campaignId: id, status: z.string(), reason: z.string().nullable() }),
  },
  /** At most twice a second a campaign. */
  'campaign.progressed': { permission: 'campaigns:read', room: 'campaign', payload: z.object({ campaignId: id }) },
  /** Every lane is at its end and nothing is in flight or waiting for another attempt. */
  'campaign.drained': { permission: 'campaigns:read', payload: z.object({ campaignId: id }) },
  /** No account of a running campaign can send. */
  'campaign.stalled': { permission: 'campaigns:read', payload: z.object({ campaignId: id, reason: z.string() }) },
  'campaign.replied': {
    permission: 'campaigns:read',
    payload: z.object({ campaignId: id, contactId: id, optedOut: z.boolean() }),
  },
  /** A receipt that says otherwise than what is already final: recorded, changes nothing. */
  'delivery.contradicted': {
    permission: 'campaigns:read',
    payload: z.object({ deliveryId: id, known: z.string(), claimed: z.string() }),
  },
  /** A conversation's message changed its delivery state. */
  'message.state_changed': {
    permission: 'conversations:read',
    payload: z.object({ messageId: id, state: z.string(), reason: z.string().nullable() }),
  },
  'conversation.created': {
    permission: 'conversations:read',
    payload: z.object({ conversationId: id, contactId: id, channelId: id }),
  },
  'conversation.updated': { permission: 'conversations:read', payload: z.object({ conversationId: id }) },
  /** A reader's own place moved: for the same person's other windows. */
  'conversation.read': {
    permission: 'conversations:read',
    payload: z.object({ conversationId: id, readerId: id }),
  },
  /** A note names members: they are told. */
  'conversation.mentioned': {
    permission: 'conversations:read',
    payload: z.object({ conversationId: id, messageId: id, memberIds: z.array(id) }),
  },
  'label.changed': { permission: 'conversations:read', payload: z.object({ labelId: id }) },
  'message.received': {
    permission: 'conversations:read',
    payload: z.object({ messageId: id, conversationId: id, contactId: id, channelId: id }),
  },
  /** A file of a message has come, or will not. */
  'message.file_changed': {
    permission: 'conversations:read',
    payload: z.object({ messageId: id, conversationId: id, state: z.string() }),
  },
  'message.created': { permission: 'conversations:read', payload: z.object({ messageId: id, conversationId: id }) },
} as const satisfies Record<string, Entry>;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]['payload']>;

/** The room an event is heard in, without its id; undefined for the whole organization. */
export function roomKindOf(name: EventName): Entry['room'] {
  const entry: Entry = events[name];
  return entry.room;
}

const names = Object.keys(events) as [EventName, ...EventName[]];

/** An event in its place in the one order of the installation. Places are not consecutive within an organization. */
export const placedEvent = z.object({
  position: z.number().int(),
  id,
  name: z.enum(names),
  payload: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
});
export type PlacedEvent = z.infer<typeof placedEvent>;

/** Without `after` nothing but the present position comes, to go on from. */
export const listEventsQuery = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type ListEventsQuery = z.output<typeof listEventsQuery>;

/** `position` is the next request's `after`: everything up to it was looked at, also what the reader may not hear. */
export const eventPage = z.object({ data: z.array(placedEvent), position: z.number().int() });
export type EventPage = z.infer<typeof eventPage>;
