import { hash } from 'node:crypto';
import { type ChannelHost, unknownSender } from '../channel.ts';
import { receivedText } from './concatenation.ts';
import { type JoinedMessage, Reassembler } from './reassemble.ts';
import { isReceipt, parseReceipt, type ReceiptFormat } from './receipts.ts';
import { Repeats } from './repeats.ts';
import { type SmppSettings, timeZoneMinutes } from './settings.ts';
import type { ShortMessage } from './wire.ts';

const expireEveryMilliseconds = 15_000;
const international = 1;

/** What the SMSC delivers: receipts to the host's ledger, messages to its inbox. */
export class Inbound {
  readonly #settings: SmppSettings;
  readonly #receiptFormat: ReceiptFormat;
  readonly #host: ChannelHost;
  readonly #repeats: Repeats;
  readonly #reassembler: Reassembler;
  #expiring: NodeJS.Timeout | null = null;

  constructor(settings: SmppSettings, host: ChannelHost) {
    this.#settings = settings;
    const { messageIdType, receiptTimeZone } = settings;
    this.#receiptFormat = { messageIdType, timeZoneMinutes: timeZoneMinutes(receiptTimeZone) };
    this.#host = host;
    this.#repeats = new Repeats(host.clock);
    const receive = (message: JoinedMessage): Promise<void> => this.#receive(message);
    this.#reassembler = new Reassembler({ receive, save: (held) => host.session.save(held) }, host.clock);
  }

  /** Takes up what an earlier process has left incomplete. */
  async start(): Promise<void> {
    const held = await this.#host.session.load();
    if (held) this.#reassembler.load(held);
    this.#expiring = setInterval(() => void this.#expire(), expireEveryMilliseconds);
  }

  stop(): void {
    if (this.#expiring) clearInterval(this.#expiring);
  }

  /** Resolves once the host has committed what the PDU carries; only then may it be acknowledged. */
  async deliver(pdu: ShortMessage, connection: number): Promise<void> {
    if (isReceipt(pdu)) return this.#deliverReceipt(pdu);
    const raw = rawOf(pdu);
    const content = hash('sha256', JSON.stringify(raw), 'base64url');
    return this.#repeats.once(content, connection, (id) => this.#deliverText(pdu, id, raw));
  }

  #deliverReceipt(pdu: ShortMessage): Promise<void> {
    const receipt = parseReceipt(pdu, this.#receiptFormat);
    if (receipt) return this.#host.report(receipt);
    // It would be just as unreadable the next time, so it is acknowledged.
    this.#host.log.warn({ receipt: rawOf(pdu) }, 'smpp receipt without an id or a state');
    return Promise.resolve();
  }

  #deliverText(pdu: ShortMessage, id: string, raw: unknown): Promise<void> {
    const { text, place } = receivedText(pdu, this.#settings.defaultAlphabet);
    const from = addressText(pdu.sourceTon, pdu.source);
    const to = addressText(pdu.destinationTon, pdu.destination);
    return place
      ? this.#reassembler.accept({ from, to, place, text, raw })
      : this.#receive({ id, from, to, text, raw });
  }

  #receive({ id, from, to, text, raw }: Omit<JoinedMessage, 'raw'> & { readonly raw: unknown }): Promise<void> {
    const nothingMore = { files: [], sender: unknownSender, linkToken: null, providerTime: null };
    return this.#host.receive({ providerEventId: id, from, to, text, ...nothingMore, raw });
  }

  async #expire(): Promise<void> {
    try {
      await this.#reassembler.expire();
    } catch (error) {
      this.#host.log.warn({ error: String(error) }, 'smpp incomplete message not stored, will be tried again');
    }
  }
}

function addressText(ton: number, address: string): string {
  return ton === international && /^\d+$/.test(address) ? `+${address}` : address;
}

/** The PDU for the record, and what two arrivals of one message have in common: everything but the sequence number. */
function rawOf(pdu: ShortMessage): Record<string, unknown> {
  const { sourceTon, sourceNpi, source, destinationTon, destinationNpi, destination } = pdu;
  const { serviceType, esmClass, protocolId, dataCoding } = pdu;
  return {
    sourceTon,
    sourceNpi,
    source,
    destinationTon,
    destinationNpi,
    destination,
    serviceType,
    esmClass,
    protocolId,
    dataCoding,
    shortMessage: pdu.shortMessage.toString('hex'),
    tlvs: pdu.tlvs.map(({ tag, value }) => ({ tag, value: value.toString('hex') })),
  };
}
