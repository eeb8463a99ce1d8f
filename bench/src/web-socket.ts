/** As little WebSocket (RFC 6455) as a measurement needs: whole text messages, written and read with almost no work. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const textMessage = 0x81;

export function acceptKey(key: string): string {
  return createHash('sha1')
    .update(key + magic)
    .digest('base64');
}

/** From a server. */
export function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([head(body.length, 0), body]);
}

/** From a client, which has to mask: with zeros, that changes nothing. */
function maskedFrame(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([head(body.length, 0x80), Buffer.alloc(4), body]);
}

function head(length: number, mask: number): Buffer {
  if (length < 126) return Buffer.from([textMessage, mask | length]);
  const bytes = length < 65_536 ? 2 : 8;
  const buffer = Buffer.alloc(2 + bytes);
  buffer[0] = textMessage;
  buffer[1] = mask | (bytes === 2 ? 126 : 127);
  if (bytes === 2) buffer.writeUInt16BE(length, 2);
  else buffer.writeBigUInt64BE(BigInt(length), 2);
  return buffer;
}

/** Gives each whole message that a server sent, as bytes. */
function readFrames(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const start = bodyStart(data);
      if (start === null || data.length < start.from + start.length) break;
      onMessage(data.subarray(start.from, start.from + start.length));
      data = data.subarray(start.from + start.length);
    }
    rest = data;
  };
}

function bodyStart(data: Buffer): { from: number; length: number } | null {
  if (data.length < 2) return null;
  const short = data[1]! & 0x7f;
  if (short < 126) return { from: 2, length: short };
  const from = short === 126 ? 4 : 10;
  if (data.length < from) return null;
  return { from, length: short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2)) };
}

export interface OpenSocket {
  send(text: string): void;
  close(): void;
}

/** Connects to `http://host:port/path`. Rejects when the server does not agree. */
export async function openWebSocket(
  url: string,
  headers: Readonly<Record<string, string>>,
  onMessage: (message: Buffer, socket: OpenSocket) => void,
): Promise<OpenSocket> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const stream = connect(Number(port), hostname);
  await once(stream, 'connect');
  stream.setNoDelay(true);
  const lines = {
    host,
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.write(`GET ${pathname}${search} HTTP/1.1\r\n${text.join('')}\r\n`);
  const first = await answerOf(stream);
  const open: OpenSocket = { send: (message) => stream.write(maskedFrame(message)), close: () => stream.destroy() };
  const read = readFrames((message) => onMessage(message, open));
  if (first.length > 0) read(first);
  stream.on('data', read);
  return open;
}

/** What came after the head of the answer. */
async function answerOf(stream: Socket): Promise<Buffer> {
  let data: Buffer = Buffer.alloc(0);
  for (;;) {
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    data = Buffer.concat([data, chunk]);
    const end = data.indexOf('\r\n\r\n');
    if (end < 0) continue;
    if (!data.toString('latin1', 0, 12).endsWith('101')) throw new Error(data.toString('latin1', 0, 500));
    stream.pause();
    // The listener of data that follows lets it flow again.
    queueMicrotask(() => stream.resume());
    return data.subarray(end + 4);
  }
}
