import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface ReceiptListener {
  readonly url: string;
  readonly received: number;
  stop(): void;
}

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** Whom smsbox tells of receipts: says yes to every request and counts them, with as little work as can be. */
export async function listenForReceipts(): Promise<ReceiptListener> {
  let received = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    let rest = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const requests = (rest + chunk).split('\r\n\r\n');
      rest = requests.pop() ?? '';
      received += requests.length;
      if (requests.length > 0) socket.write(answer.repeat(requests.length));
    });
    // It hangs up when it is stopped.
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get received() {
      return received;
    },
    stop: () => server.close(),
  };
}
