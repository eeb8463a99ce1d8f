/** What the tests of the channel stand on: an SMSC inside the test, a host, and a channel between them. */
import { expect, vi } from 'vitest';
import type { Channel, OutboundMessage } from '../channel.ts';
import { directTransports } from '../direct-transports.ts';
import { RecordingHost } from '../recording-host.ts';
import { smsSmpp, type SmppSettings } from './index.ts';
import { TestSmsc } from './test-smsc.ts';
import { commandStatus, noTlvs, type Pdu } from './wire.ts';

export interface TestRig {
  readonly smsc: TestSmsc;
  readonly host: RecordingHost;
  readonly newChannel: (settings?: Partial<SmppSettings>, transports?: typeof directTransports) => Channel;
  readonly connected: (settings?: Partial<SmppSettings>) => Promise<Channel>;
  readonly close: () => Promise<void>;
}

export async function openTestRig(): Promise<TestRig> {
  const smsc = await new TestSmsc().start();
  const host = new RecordingHost();
  const channels: Channel[] = [];
  const newChannel: TestRig['newChannel'] = (settings, transports = directTransports) => {
    const input = { host: '127.0.0.1', port: smsc.port, systemId: 'parley', password: 'secret', ...settings };
    const channel = smsSmpp.create(smsSmpp.parseSettings({ sourceAddress: 'Parley', ...input }), transports);
    channels.push(channel);
    return channel;
  };
  return {
    smsc,
    host,
    newChannel,
    connected: async (settings) => {
      const channel = newChannel(settings);
      await channel.start(host);
      await until(() => expect(host.states.at(-1)?.state).toBe('connected'));
      return channel;
    },
    close: async () => {
      await Promise.all(channels.map((channel) => channel.stop(0)));
      await smsc.stop();
    },
  };
}

export function message(fields: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    deliveryId: 'd1',
    address: '+447700900123',
    text: 'Hello',
    file: null,
    submitDeadline: Date.now() + 30_000,
    ...fields,
  };
}

export function accepted(sequence: number, messageId: string, status: number = commandStatus.ok): Pdu {
  return { command: 'submit_sm_resp', status, sequence, messageId, tlvs: noTlvs };
}

export const refused =
  (status: number) =>
  (pdu: Pdu | { command: 'malformed' }, peer: { send(pdu: Pdu): void }): boolean => {
    if (pdu.command !== 'submit_sm') return false;
    peer.send({ command: 'submit_sm_resp', status, sequence: pdu.sequence, messageId: '', tlvs: noTlvs });
    return true;
  };

export function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { interval: 5 });
}
