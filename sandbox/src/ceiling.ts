import { connect, type Socket } from 'node:net';
import { commandIds, encodePdu, headerBytes, shortMessage } from '@parley/server/smpp-wire';
import { startSandbox } from './start-sandbox.ts';

export interface Ceiling {
  readonly messages: number;
  readonly receipts: number;
  readonly messagesPerSecond: number;
  /** Microseconds of CPU a message, SMSC and client together. */
  readonly cpuPerMessage: number;
}

export interface CeilingOptions {
  /** Most submits without an answer. */
  readonly window: number;
  readonly messages: number;
}

/**
 * How fast the SMSC itself is: one client that does next to nothing, in this process, so that both share one core. Every
 * message has a number of its own and a receipt, and all are counted in the ledger. No product can be measured beyond it.
 */
export async function measureCeiling(options: CeilingOptions): Promise<Ceiling> {
  const sandbox = await startSandbox({ smpp: { deliverWindow: 1000 } });
  try {
    const client = await BareClient.bind(sandbox.smpp);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await client.submitAll(options);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    const { submit: messages, receipt_sent: receipts } = sandbox.ledger.counts();
    return {
      messages,
      receipts,
      messagesPerSecond: Math.round(messages / seconds),
      cpuPerMessage: (cpu.user + cpu.system) / messages,
    };
  } finally {
    await sandbox.stop();
  }
}

const text = Buffer.from(
  'Your order is ready. Come and collect it until Friday, 8 pm. Reply STOP to hear no more.',
  'latin1',
);
const firstDestination = 447_700_000_000;

/** Patches numbers into one template and reads no more of a frame than its header. */
class BareClient {
  readonly #socket: Socket;
  readonly #template = encodePdu(
    shortMessage('submit_sm', 1, {
      source: 'Parley',
      destination: String(firstDestination),
      registeredDelivery: 1,
      shortMessage: text,
    }),
  );
  readonly #destinationAt = this.#template.indexOf(String(firstDestination));
  #rest: Buffer = Buffer.alloc(0);
  #toSubmit = 0;
  #submitted = 0;
  #answered = 0;
  #received = 0;
  #onFrames: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  static async bind(target: { host: string; port: number; systemId: string; password: string }): Promise<BareClient> {
    const { systemId, password } = target;
    const client = new BareClient(connect(target.port, target.host));
    const bound = new Promise<void>((resolve) => (client.#onFrames = resolve));
    client.#socket.write(
      encodePdu({
        command: 'bind_transceiver',
        status: 0,
        sequence: 1,
        systemId,
        password,
        systemType: '',
        interfaceVersion: 0x34,
        addressTon: 0,
        addressNpi: 0,
        addressRange: '',
      }),
    );
    await bound;
    return client;
  }

  /** Resolves when every message has its answer and its receipt. */
  submitAll({ window, messages }: CeilingOptions): Promise<void> {
    this.#toSubmit = messages;
    return new Promise((resolve) => {
      this.#onFrames = () => {
        this.#fill(window);
        if (this.#answered < messages || this.#received < messages) return;
        this.#socket.destroy();
        resolve();
      };
      this.#fill(window);
    });
  }

  #fill(window: number): void {
    const count = Math.min(window - (this.#submitted - this.#answered), this.#toSubmit - this.#submitted);
    if (count <= 0) return;
    const size = this.#template.length;
    const bytes = Buffer.allocUnsafe(count * size);
    for (let at = 0; at < bytes.length; at += size) {
      const number = ++this.#submitted;
      this.#template.copy(bytes, at);
      bytes.writeUInt32BE(number, at + 12);
      bytes.write(String(firstDestination + number), at + this.#destinationAt, 'latin1');
    }
    this.#socket.write(bytes);
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const acknowledgements: Buffer[] = [];
    let at = 0;
    while (bytes.length - at >= headerBytes) {
      const length = bytes.readUInt32BE(at);
      if (bytes.length - at < length) break;
      const command = bytes.readUInt32BE(at + 4);
      if (command === commandIds.submit_sm_resp) this.#answered++;
      if (command === commandIds.deliver_sm) acknowledgements.push(this.#acknowledgement(bytes, at));
      at += length;
    }
    this.#rest = bytes.subarray(at);
    if (acknowledgements.length > 0) this.#socket.write(Buffer.concat(acknowledgements));
    this.#onFrames();
  }

  #acknowledgement(bytes: Buffer, at: number): Buffer {
    this.#received++;
    const answer = Buffer.alloc(headerBytes + 1);
    answer.writeUInt32BE(answer.length, 0);
    answer.writeUInt32BE(commandIds.deliver_sm_resp, 4);
    bytes.copy(answer, 12, at + 12, at + 16);
    return answer;
  }
}
