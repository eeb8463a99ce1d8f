/** The least that can send events to many: no identity, no rooms, no store. Started by fan-out-runner.ts. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptKey, textFrame } from './web-socket.ts';

export interface BareRun {
  readonly ids: readonly string[];
  /** Events in one message. */
  readonly together: number;
  /** Milliseconds from one message to the next. */
  readonly pause: number;
}

const clients = new Set<Socket>();
const server = createServer();
server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
  const accept = acceptKey(request.headers['sec-websocket-key']!);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  socket.setNoDelay(true);
  clients.add(socket);
  for (const name of ['close', 'error']) socket.on(name, () => clients.delete(socket));
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));

process.on('message', (run: BareRun) => void send(run));

async function send({ ids, together, pause }: BareRun): Promise<void> {
  const sentAt: Record<string, number> = {};
  for (let index = 0; index < ids.length; index += together) {
    const events = ids.slice(index, index + together).map(eventOf);
    const frame = textFrame(JSON.stringify(events));
    for (const { id } of events) sentAt[id] = performance.timeOrigin + performance.now();
    for (const socket of clients) socket.write(frame);
    // Lets the sockets drain: otherwise everything is one write at the end.
    await (pause > 0 ? sleep(pause) : new Promise((resolve) => setImmediate(resolve)));
  }
  process.send!(sentAt);
}

/** Of the size of ours. */
function eventOf(id: string) {
  return {
    position: 1_234_567,
    id,
    name: 'contact.created',
    payload: { contactId: id },
    createdAt: new Date().toISOString(),
  };
}
