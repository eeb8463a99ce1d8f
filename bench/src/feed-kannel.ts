import { connect, type Socket } from 'node:net';

export interface KannelLoad {
  readonly port: number;
  readonly messages: number;
  readonly text: string;
  /** Ask for receipts, and have smsbox told of each at this address. */
  readonly receiptUrl: string | null;
}

const connections = 64;
const firstNumber = 447_700_000_000;

/**
 * Gives Kannel its messages over the only way it takes them from a program, the HTTP interface of smsbox: over so many
 * kept connections, each with one request at a time, with no more of a client than it takes. Resolves when all are taken.
 */
export async function feedKannel(load: KannelLoad): Promise<void> {
  let next = 0;
  const nextRequest = (): string | null => (next < load.messages ? requestOf(load, next++) : null);
  await Promise.all(Array.from({ length: connections }, () => feedOver(connect(load.port, '127.0.0.1'), nextRequest)));
}

function requestOf({ text, receiptUrl }: KannelLoad, index: number): string {
  const query = new URLSearchParams({
    username: 'bench',
    password: 'bench',
    from: 'Parley',
    to: `+${firstNumber + index}`,
    text,
  });
  // 1 and 2: the handset has it, or never will. What the SMSC alone says of a submit needs no receipt.
  if (receiptUrl !== null) {
    query.set('dlr-mask', '3');
    query.set('dlr-url', receiptUrl);
  }
  return `GET /cgi-bin/sendsms?${query.toString()} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

function feedOver(socket: Socket, nextRequest: () => string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const ask = (): void => {
      const request = nextRequest();
      if (request !== null) socket.write(request);
      else socket.end(resolve);
    };
    socket.setNoDelay(true).setEncoding('latin1');
    socket.once('error', reject).once('connect', ask);
    socket.on('data', (chunk: string) => {
      answer += chunk;
      const body = bodyOf(answer);
      if (body === null) return;
      answer = '';
      if (body.startsWith('0: Accepted') || body.startsWith('3: Queued')) ask();
      else reject(new Error(`smsbox refused a message: ${body}`));
    });
  });
}

/** Null until it is there as a whole. */
function bodyOf(answer: string): string | null {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
  const body = answer.slice(end + 4);
  return body.length < length ? null : body;
}
