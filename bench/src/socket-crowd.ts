/** Many browsers in a process of their own. Started by fan-out-runner.ts, spoken to over its channel. */
import { openWebSocket, type OpenSocket } from './web-socket.ts';

export interface Crowd {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly clients: number;
  /** Whether the server speaks Socket.IO, or bare WebSocket. */
  readonly isSocketIo: boolean;
  /** How many deliveries of an event end the run. */
  readonly deliveries: number;
}

export interface CrowdReport {
  readonly finishedAt: number;
  /** When the last of the clients had each event, by the contact it is about. */
  readonly arrivals: Readonly<Record<string, number>>;
}

interface Sent {
  readonly payload: { readonly contactId: string };
}

/** Stands once in each event, whoever sends it. */
const mark = Buffer.from('"createdAt"');
const connectsAtOnce = 50;

process.once('message', (crowd: Crowd) => void run(crowd));

async function run(crowd: Crowd): Promise<void> {
  let delivered = 0;
  const arrivals: Record<string, number> = {};
  const hear = (index: number, message: Buffer): void => {
    const count = countMarks(message);
    delivered += count;
    if (count > 0 && index === crowd.clients - 1)
      for (const { payload } of eventsIn(message))
        arrivals[payload.contactId] = performance.timeOrigin + performance.now();
    if (count > 0 && delivered >= crowd.deliveries)
      process.send!({ finishedAt: performance.timeOrigin + performance.now(), arrivals } satisfies CrowdReport);
  };
  for (let index = 0; index < crowd.clients; index += connectsAtOnce) {
    const some = Array.from({ length: Math.min(connectsAtOnce, crowd.clients - index) }, (_, offset) => index + offset);
    await Promise.all(some.map((each) => join(crowd, (message) => hear(each, message))));
  }
  process.send!('ready');
}

/** Resolves when events are heard. */
function join({ url, headers, isSocketIo }: Crowd, onEvents: (message: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const handle = (message: Buffer, socket: OpenSocket): void => {
      if (!isSocketIo) return onEvents(message);
      // Engine.IO: 0 opens, 2 asks whether we live. Socket.IO: 40 connects, 42 is a message.
      if (message[0] === 0x30) socket.send('40{}');
      else if (message[0] === 0x32) socket.send('3');
      else if (message.subarray(0, 11).equals(eventsHead)) {
        resolve();
        onEvents(message);
      }
    };
    openWebSocket(url, headers, handle).then(() => (isSocketIo ? undefined : resolve()), reject);
  });
}

const eventsHead = Buffer.from('42["events"');

function countMarks(message: Buffer): number {
  let count = 0;
  for (let at = message.indexOf(mark); at >= 0; at = message.indexOf(mark, at + mark.length)) count++;
  return count;
}

function eventsIn(message: Buffer): readonly Sent[] {
  const text = message.toString();
  if (!text.startsWith('42')) return JSON.parse(text) as Sent[];
  const [, { events }] = JSON.parse(text.slice(2)) as [string, { events: Sent[] }];
  return events;
}
