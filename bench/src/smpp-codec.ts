/**
 * SMPP over loopback without an engine: submit, answer and receipt of each message through the whole adapter, against a
 * minimal SMSC in a process of its own. Prints messages a second, and CPU per message of the adapter's process alone.
 *
 *   node bench/src/smpp-codec.ts [messages=500000] [window=200]
 */
import { fork } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { ChannelHost, ChannelState } from '../../server/src/channels/channel.ts';
import { smsSmpp } from '../../server/src/channels/sms-smpp/index.ts';
import {
  FrameReader,
  noTlvs,
  numberTlv,
  PduWriter,
  shortMessage,
  textTlv,
  tlvTags,
} from '../../server/src/channels/sms-smpp/wire.ts';

const text = 'Hello Anna, your order 48213 has left our warehouse and will be with you on Friday between 10 and 12.';

/** Accepts everything at once, and sends the receipt along with the answer. */
function serve(): void {
  const delivered = numberTlv(tlvTags.messageState, 2, 1);
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    const writer = new PduWriter();
    let messageId = 0;
    const reader = new FrameReader((pdu) => {
      const { sequence } = pdu;
      if (pdu.command === 'submit_sm') {
        const id = String(++messageId);
        writer.write({ command: 'submit_sm_resp', status: 0, sequence, messageId: id, tlvs: noTlvs });
        const receipt = Buffer.from(
          `id:${id} sub:001 dlvrd:001 submit date:2611210815 done date:2611210815 stat:DELIVRD err:000 text:`,
        );
        const { source: destination, destination: source } = pdu;
        const tlvs = [textTlv(tlvTags.receiptedMessageId, id), delivered];
        writer.write(
          shortMessage('deliver_sm', messageId, { source, destination, esmClass: 4, shortMessage: receipt, tlvs }),
        );
      } else if (pdu.command === 'bind_transceiver') {
        writer.write({ command: 'bind_transceiver_resp', status: 0, sequence, systemId: 'bench', tlvs: noTlvs });
      } else if (pdu.command === 'unbind') {
        writer.write({ command: 'unbind_resp', status: 0, sequence });
      }
    });
    socket.on('data', (chunk: Buffer) => {
      reader.read(chunk);
      if (writer.length > 0) socket.write(writer.take());
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

function toLoopback({ host, port }: { host: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.once('error', reject);
  });
}

class CountingHost implements ChannelHost {
  receipts = 0;
  readonly webhookPath = '/';
  onState: (state: ChannelState) => void = () => undefined;
  readonly clock = Date.now;
  readonly log = { info: () => undefined, warn: () => undefined };
  readonly session = { load: () => Promise.resolve(null), save: () => Promise.resolve() };

  receive(): Promise<void> {
    return Promise.resolve();
  }

  report(): Promise<void> {
    this.receipts++;
    return Promise.resolve();
  }

  state(state: ChannelState): void {
    this.onState(state);
  }

  note(): Promise<void> {
    return Promise.resolve();
  }

  settle(): void {
    throw new Error('the bench answers in time');
  }

  alert(): void {
    throw new Error('the bench has no troubles');
  }

  slowDown(): void {
    throw new Error('the bench does not throttle');
  }
}

async function run(messages: number, window: number): Promise<void> {
  const smsc = fork(import.meta.filename, ['serve']);
  const port = await new Promise<number>((resolve) => smsc.once('message', (message) => resolve(Number(message))));
  const settings = smsSmpp.parseSettings({
    host: '127.0.0.1',
    port,
    systemId: 'bench',
    password: '',
    sourceAddress: 'Parley',
    window,
  });
  const channel = smsSmpp.create(settings, {
    connect: toLoopback,
    exchange: () => Promise.reject(new Error('the bench speaks no HTTP')),
  });
  const host = new CountingHost();
  await new Promise<void>((resolve) => {
    host.onState = ({ state }) => state === 'connected' && resolve();
    void channel.start(host);
  });
  for (let round = 1; round <= 3; round++) {
    const cpu = process.cpuUsage();
    const began = performance.now();
    const expected = host.receipts + messages;
    await sendAll(messages, window, (address) =>
      channel.send({ deliveryId: '', address, text, file: null, submitDeadline: Date.now() + 60_000 }),
    );
    while (host.receipts < expected) await new Promise(setImmediate);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const perMessage = ((user + system) / messages).toFixed(2);
    console.log(
      `round ${round}: ${Math.round(messages / seconds).toLocaleString('en')} messages/s, ${perMessage} µs CPU a message (window ${window})`,
    );
  }
  await channel.stop(1000);
  smsc.kill();
}

/** As many lanes as the window is wide, each with one message on the wire: what the runner does with a full window. */
async function sendAll(messages: number, window: number, send: (address: string) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < messages) await send(`+1504${6_000_000 + (next++ % 1_000_000)}`);
  };
  await Promise.all(Array.from({ length: window }, lane));
}

if (process.argv[2] === 'serve') serve();
else await run(Number(process.argv[2] ?? 500_000), Number(process.argv[3] ?? 200));
