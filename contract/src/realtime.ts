/** What server and browser say to each other over the socket (Socket.IO at `/api/socket`), each message once. */
import { z } from 'zod';
import { placedEvent } from './events.ts';

/** What one can look at; `org` and `user` are one's own, and everybody is in them without asking. */
export const roomKinds = ['org', 'user', 'campaign', 'conversation', 'channel'] as const;
export type RoomKind = (typeof roomKinds)[number];

/** `admin` is that of the installation's own people. */
export const room = z.union([z.templateLiteral([z.enum(roomKinds), ':', z.uuid()]), z.literal('admin')]);
export type Room = z.infer<typeof room>;

const position = z.number().int().min(0);
const conversationId = z.uuid();
const person = z.object({ id: z.uuid(), name: z.string() });
export type PersonPresent = z.infer<typeof person>;

/** Sent with the connection. With `position` the events since then come first, also those of `rooms`. */
export const handshake = z.strictObject({
  position: position.max(Number.MAX_SAFE_INTEGER).optional(),
  rooms: z.array(room).max(100).default([]),
  /** Whom the page was loaded for, as in the header `parley-for`: a session that went on elsewhere is not let in. */
  for: z.string().max(100).optional(),
});
export type Handshake = z.output<typeof handshake>;

const outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string(), detail: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

/** From the server. */
export const serverMessages = {
  welcome: {
    summary: 'The connection stands: who it is for, and the rooms asked for that may be heard',
    payload: z.object({ userId: z.uuid(), rooms: z.array(room) }),
  },
  events: {
    summary:
      'Events in order, all of a moment together. `position` goes into the next connection: up to it everything was looked at',
    payload: z.object({ events: z.array(placedEvent), position }),
  },
  reset: {
    summary: 'What was loaded may be out of date: load it again, and go on from `position`',
    payload: z.object({ reason: z.enum(['too_far_behind', 'position_unknown', 'permissions_changed']), position }),
  },
  presence: {
    summary:
      'Who has a conversation open and who of them is writing, in one that is joined or watched: at once, and whenever it changes',
    payload: z.object({ conversationId, viewers: z.array(person), typing: z.array(person) }),
  },
  left: { summary: 'A room that may no longer be heard', payload: z.object({ room }) },
  ended: { summary: 'The session is over; the connection is closed', payload: z.object({}) },
  moving: { summary: 'This server stops: connect again, to another one', payload: z.object({}) },
} as const;

/** From the browser. */
export const clientMessages = {
  subscribe: {
    summary: 'Join a room. Joining a conversation shows its other viewers that one looks at it',
    payload: room,
    answer: outcome,
  },
  unsubscribe: { summary: 'Leave a room', payload: room, answer: outcome },
  typing: {
    summary: 'One writes a reply in a conversation one has joined, or no longer does; forgotten after 15 s',
    payload: z.strictObject({ conversationId, isTyping: z.boolean() }),
    answer: outcome,
  },
  watch: {
    summary:
      'The conversations of a list: one is told who has them open without being seen in them. In place of those before',
    payload: z.array(conversationId).max(200),
    answer: outcome,
  },
} as const;

type ServerMessage = keyof typeof serverMessages;
export type ServerMessagePayload<Name extends ServerMessage> = z.infer<(typeof serverMessages)[Name]['payload']>;
export type ServerMessages = { [Name in ServerMessage]: (payload: ServerMessagePayload<Name>) => void };

type ClientMessage = keyof typeof clientMessages;
export type ClientMessages = {
  [Name in ClientMessage]: (
    payload: z.input<(typeof clientMessages)[Name]['payload']>,
    answer: (outcome: Outcome) => void,
  ) => void;
};
