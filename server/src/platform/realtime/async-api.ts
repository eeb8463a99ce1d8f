import { events, roomKindOf, type EventName } from '@parley/contract/events';
import { clientMessages, handshake, roomKinds, serverMessages, type RoomKind } from '@parley/contract/realtime';
import { jsonSchemaOf } from '../http/openapi.ts';

type Json = Record<string, unknown>;

const names = Object.keys(events) as EventName[];

/** The AsyncAPI 3 description of the socket, made of the same schemas that check what goes over it (PLT-22). */
export function asyncApi(): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Parley',
      version: '1',
      description:
        'Socket.IO 4 at `/api/socket`, for signed-in people on Parley’s own pages. Every event has a `position` in one ' +
        'order; a client that was away sends its last one with the connection and hears what it missed. Events come ' +
        'in messages named `events`, several together. Programs read the same over HTTP: `GET /api/v1/events?after=`.',
    },
    defaultContentType: 'application/json',
    servers: {
      parley: {
        host: '{host}',
        protocol: 'wss',
        pathname: '/api/socket',
        description: 'Socket.IO over WebSocket, or over HTTP where none comes through.',
        variables: { host: { description: 'Where Parley is opened in the browser.' } },
        security: [{ $ref: '#/components/securitySchemes/session' }],
      },
    },
    channels: { socket: socketChannel(), ...Object.fromEntries(roomKinds.map((kind) => [kind, roomChannel(kind)])) },
    operations: { ...sendOperations(), ...receiveOperations() },
    components: {
      messages: { ...eventMessages(), ...controlMessages() },
      schemas: { handshake: jsonSchemaOf(handshake, 'input') },
      securitySchemes: { session: { type: 'httpApiKey', in: 'cookie', name: '__Host-parley' } },
    },
  };
}

/** What everybody is sent, and what a browser says. The connection itself carries the `handshake` as its `auth`. */
function socketChannel(): Json {
  const all = [
    ...Object.keys(serverMessages),
    ...Object.keys(clientMessages),
    ...Object.keys(clientMessages).map(answer),
  ];
  return {
    address: '/',
    description: 'The connection itself. It begins with the schema `handshake` as its `auth`.',
    messages: references('#/components/messages', all),
  };
}

function roomChannel(kind: RoomKind): Json {
  const heard = names.filter((name) => (roomKindOf(name) ?? 'org') === kind);
  const own = kind === 'org' || kind === 'user';
  return {
    address: `${kind}:{id}`,
    description: own ? 'Everybody is in their own.' : `Joined by \`subscribe\` with \`${kind}:{id}\`.`,
    parameters: { id: { description: `The id of the ${kind === 'org' ? 'organization' : kind}.` } },
    messages: references('#/components/messages', heard),
  };
}

/** From the server, which is what this document describes. */
function sendOperations(): Json {
  const socket = Object.keys(serverMessages).map((name) => [
    `send-${name}`,
    operation('send', 'socket', [name], serverMessages[name as keyof typeof serverMessages].summary),
  ]);
  const rooms = roomKinds.map((kind) => {
    const heard = names.filter((name) => (roomKindOf(name) ?? 'org') === kind);
    return [`tell-${kind}`, operation('send', kind, heard, `Events of the room ${kind}, in messages named \`events\``)];
  });
  return Object.fromEntries([...socket, ...rooms]);
}

function receiveOperations(): Json {
  const operations = Object.entries(clientMessages).map(([name, { summary }]) => [
    `receive-${name}`,
    {
      ...operation('receive', 'socket', [name], summary),
      reply: {
        channel: { $ref: '#/channels/socket' },
        messages: [{ $ref: `#/channels/socket/messages/${answer(name)}` }],
      },
    },
  ]);
  return Object.fromEntries(operations) as Json;
}

function operation(action: 'send' | 'receive', channel: string, messages: readonly string[], summary: string): Json {
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${channel}` },
    messages: messages.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  };
}

function eventMessages(): Json {
  const messages = names.map((name) => {
    const { permission, payload } = events[name];
    const description = `Heard with the permission \`${permission}\`.`;
    return [name, { name, description, 'x-permission': permission, payload: jsonSchemaOf(payload, 'output') }];
  });
  return Object.fromEntries(messages) as Json;
}

function controlMessages(): Json {
  const fromServer = Object.entries(serverMessages).map(([name, { summary, payload }]) => [
    name,
    { name, summary, payload: jsonSchemaOf(payload, 'output') },
  ]);
  const fromClient = Object.entries(clientMessages).flatMap(([name, message]) => [
    [name, { name, summary: message.summary, payload: jsonSchemaOf(message.payload, 'input') }],
    [answer(name), { name: answer(name), payload: jsonSchemaOf(message.answer, 'output') }],
  ]);
  return Object.fromEntries([...fromServer, ...fromClient]) as Json;
}

const answer = (name: string): string => `${name}-answer`;

function references(base: string, all: readonly string[]): Json {
  return Object.fromEntries(all.map((name) => [name, { $ref: `${base}/${name}` }]));
}
