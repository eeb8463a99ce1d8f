/** A small SMSC inside a test: answers everything properly unless the test answers itself. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import {
  encodePdu,
  FrameReader,
  type MalformedPdu,
  noTlvs,
  type Pdu,
  shortMessage,
  type ShortMessage,
} from './wire.ts';

type PduOf<Command extends Pdu['command'], Each = Pdu> = Each extends Pdu
  ? Command extends Each['command']
    ? Each
    : never
  : never;

export class TestPeer {
  readonly received: (Pdu | MalformedPdu)[] = [];
  readonly socket: Socket;
  #sequence = 0;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  send(...pdus: readonly Pdu[]): void {
    this.socket.write(Buffer.concat(pdus.map(encodePdu)));
  }

  deliver(fields: Partial<ShortMessage>): number {
    this.send(
      shortMessage('deliver_sm', ++this.#sequence, {
        sourceTon: 1,
        source: '447700900123',
        destination: '7777',
        ...fields,
      }),
    );
    return this.#sequence;
  }

  of<Command extends Pdu['command']>(command: Command): PduOf<Command>[] {
    return this.received.filter((pdu): pdu is PduOf<Command> => pdu.command === command);
  }
}

/** Returns true when it has dealt with the PDU; otherwise the usual answer is given. */
export type TestBehaviour = (pdu: Pdu | MalformedPdu, peer: TestPeer) => boolean | undefined;

export class TestSmsc {
  readonly peers: TestPeer[] = [];
  behaviour: TestBehaviour = () => false;
  readonly #server: Server;
  #messageId = 0;

  /** With a key and a certificate it speaks TLS. */
  constructor(tls?: { readonly key: string; readonly cert: string }) {
    const accept = (socket: Socket): void => this.#accept(socket);
    this.#server = tls ? createTlsServer(tls, accept) : createServer(accept);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get peer(): TestPeer {
    const last = this.peers.at(-1);
    if (!last) throw new Error('nobody has connected');
    return last;
  }

  async stop(): Promise<void> {
    for (const { socket } of this.peers) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    const peer = new TestPeer(socket);
    this.peers.push(peer);
    const reader = new FrameReader((pdu) => {
      peer.received.push(pdu);
      if (!this.behaviour(pdu, peer)) this.#answer(pdu, peer);
    });
    socket.on('data', (chunk: Buffer) => reader.read(chunk));
    socket.on('error', () => undefined);
  }

  #answer(pdu: Pdu | MalformedPdu, peer: TestPeer): void {
    const { sequence } = pdu;
    if (pdu.command === 'bind_transceiver') {
      peer.send({ command: 'bind_transceiver_resp', status: 0, sequence, systemId: 'test', tlvs: noTlvs });
    } else if (pdu.command === 'submit_sm') {
      peer.send({ command: 'submit_sm_resp', status: 0, sequence, messageId: `id-${++this.#messageId}`, tlvs: noTlvs });
    } else if (pdu.command === 'enquire_link') {
      peer.send({ command: 'enquire_link_resp', status: 0, sequence });
    } else if (pdu.command === 'unbind') {
      peer.send({ command: 'unbind_resp', status: 0, sequence });
    }
  }
}
