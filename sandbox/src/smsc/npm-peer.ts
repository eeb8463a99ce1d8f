/** For tests: an SMPP client with a codec that is not ours. */
import { connect, type NpmPdu, type NpmSession, PDU } from 'smpp';

export type BindCommand = 'bind_transceiver' | 'bind_transmitter' | 'bind_receiver';

export class NpmPeer {
  /** Everything the SMSC sent, answers included, in its order. */
  readonly received: NpmPdu[] = [];
  /** What deliver_sm is answered with; null: nothing. */
  deliverStatus: number | null = 0;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  readonly #session: NpmSession;

  private constructor(session: NpmSession) {
    this.#session = session;
    this.closed = new Promise((resolve) => void session.on('close', () => resolve()));
    // Malformed input leaves this client stuck for ever; a reset is reported by `close` as well.
    session.on('error', () => session.destroy());
    session.on('pdu', (pdu: NpmPdu) => {
      this.received.push(pdu);
      if (pdu.command === 'deliver_sm') this.#answerDelivery(pdu);
    });
  }

  /** Resolves when connected, or when that came to nothing. */
  static async connect(port: number): Promise<NpmPeer> {
    const session = connect({ host: '127.0.0.1', port });
    const peer = new NpmPeer(session);
    await Promise.race([new Promise((resolve) => session.on('connect', resolve)), peer.closed]);
    return peer;
  }

  static async bound(
    port: number,
    command: BindCommand = 'bind_transceiver',
    systemId = 'parley',
    password = 'sandbox',
  ): Promise<NpmPeer> {
    const peer = await NpmPeer.connect(port);
    const { command_status: status } = await peer.bind(command, systemId, password);
    if (status !== 0) throw new Error(`bind refused with ${status}`);
    return peer;
  }

  bind(command: BindCommand = 'bind_transceiver', systemId = 'parley', password = 'sandbox'): Promise<NpmPdu> {
    return this.request(command, { system_id: systemId, password, interface_version: 0x34 });
  }

  /** A GSM message to one number, with a receipt asked for, unless `fields` say otherwise. */
  submit(fields: Record<string, unknown> = {}): Promise<NpmPdu> {
    const short_message = Buffer.from('Hello', 'latin1');
    return this.request('submit_sm', {
      source_addr: 'Parley',
      destination_addr: '447700900123',
      registered_delivery: 1,
      data_coding: 0,
      short_message,
      ...fields,
    });
  }

  /** Resolves with the first answer; rejects when the connection closes without one. */
  request(command: string, fields: Record<string, unknown> = {}): Promise<NpmPdu> {
    return new Promise((resolve, reject) => {
      void this.closed.then(() => reject(new Error('closed without an answer')));
      this.#session.send(new PDU(command, fields), resolve);
    });
  }

  write(bytes: Buffer): void {
    this.#session.socket.write(bytes);
  }

  of(command: string): NpmPdu[] {
    return this.received.filter((pdu) => pdu.command === command);
  }

  destroy(): void {
    this.#session.destroy();
  }

  #answerDelivery(pdu: NpmPdu): void {
    if (this.deliverStatus !== null) this.#session.send(pdu.response({ command_status: this.deliverStatus }));
  }
}

/** Text of a short_message as this client decoded it; bytes read as Latin-1. */
export function deliveredText(pdu: NpmPdu | undefined): string {
  const { message } = (pdu?.['short_message'] ?? {}) as { message?: string | Buffer };
  return Buffer.isBuffer(message) ? message.toString('latin1') : (message ?? '');
}
