import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface SinkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the line, without the dots that SMTP doubles. */
  readonly source: string;
}

/** What the server does when it has all of a mail: its answer, or nothing and the end of the connection. */
export type SinkAnswer = `${number} ${string}` | 'hang up';

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** What was accepted, and only that. */
  readonly mails: readonly SinkMail[];
  /** Connections so far. */
  readonly connections: number;
  /** Of the next mails, one answer each; afterwards all are accepted. `keep` whether the mail counts as accepted. */
  answerNext(answer: SinkAnswer, options?: { keep?: boolean }): void;
  refuseRecipient(address: string, answer: string): void;
  close(): Promise<void>;
}

/** A mail server on a socket that takes everything, unless it was told otherwise. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SinkMail[] = [];
  const answers: { answer: SinkAnswer; keep: boolean }[] = [];
  const refused = new Map<string, string>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    talk(socket, refused, (mail) => {
      const { answer, keep } = answers.shift() ?? { answer: '250 OK', keep: true };
      if (keep) mails.push(mail);
      return answer;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    get connections() {
      return connections;
    },
    answerNext: (answer, { keep = false } = {}) => answers.push({ answer, keep }),
    refuseRecipient: (address, answer) => refused.set(address, answer),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function talk(socket: Socket, refused: ReadonlyMap<string, string>, take: (mail: SinkMail) => SinkAnswer): void {
  let from = '';
  let to: string[] = [];
  let buffer = '';
  let isData = false;
  const say = (line: string): boolean => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (/^(EHLO|HELO)/i.test(line)) say('250-sink\r\n250 8BITMIME');
    else if (/^MAIL FROM:/i.test(line)) {
      [from, to] = [address, []];
      say('250 OK');
    } else if (/^RCPT TO:/i.test(line)) {
      const refusal = refused.get(address);
      if (!refusal) to.push(address);
      say(refusal ?? '250 OK');
    } else if (/^DATA/i.test(line)) {
      isData = true;
      say('354 Go on');
    } else if (/^QUIT/i.test(line)) {
      say('221 Bye');
      socket.end();
    } else say('250 OK');
  };
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    for (;;) {
      const end = buffer.indexOf(isData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const part = buffer.slice(0, end);
      buffer = buffer.slice(end + (isData ? 5 : 2));
      if (!isData) command(part);
      else {
        isData = false;
        const answer = take({ from, to, source: part.replace(/^\.\./gm, '.') });
        if (answer === 'hang up') socket.destroy();
        else say(answer);
      }
    }
  });
  say('220 sink ESMTP');
}
