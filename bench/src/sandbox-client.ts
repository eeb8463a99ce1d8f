import type {
  CustomerScriptInput,
  EntryKind,
  FaultInput,
  LedgerMessage,
  LedgerSummary,
  ReplyInput,
} from '@parley/sandbox';

/** As the control server writes it. */
interface InboundEntry {
  readonly kind: EntryKind;
  readonly source: string;
  readonly text: string;
}

const page = 20_000;

/** Directs a sandbox in another process over its control server. */
export class SandboxClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  summary(): Promise<LedgerSummary> {
    return this.#call('GET', '/ledger/summary');
  }

  /** All whole messages that it accepted after the one with the ledger number `since`, oldest first. */
  async messages(since = 0): Promise<LedgerMessage[]> {
    const all: LedgerMessage[] = [];
    for (let next = since; ;) {
      const found = await this.#call<{ messages: LedgerMessage[]; next: number }>(
        'GET',
        `/messages?since=${next}&limit=${page}`,
      );
      for (const message of found.messages) all.push(message);
      if (found.messages.length < page) return all;
      next = found.next;
    }
  }

  /** What customers wrote, oldest first. */
  async inbound(): Promise<InboundEntry[]> {
    const all: InboundEntry[] = [];
    for (let next = 0; ;) {
      const found = await this.#call<{ entries: InboundEntry[]; next: number }>(
        'GET',
        `/ledger?since=${next}&limit=${page}`,
      );
      for (const entry of found.entries) if (entry.kind === 'inbound') all.push(entry);
      if (found.entries.length < page) return all;
      next = found.next;
    }
  }

  async addFault(fault: FaultInput): Promise<void> {
    await this.#call('POST', '/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#call('DELETE', '/faults');
  }

  async putAccount(systemId: string, password: string): Promise<void> {
    await this.#call('POST', '/accounts', { systemId, password });
  }

  async addCustomers(script: CustomerScriptInput): Promise<void> {
    await this.#call('POST', '/customers/scripts', script);
  }

  async writeAsCustomer(reply: ReplyInput): Promise<void> {
    await this.#call('POST', '/customers/reply', reply);
  }

  async #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`The sandbox answered ${response.status} to ${method} ${path}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
