import type { AddressReport, ChannelHost, ChannelState, InboundMessage, LateAnswer, Receipt } from './channel.ts';

/** A host for tests of adapters: remembers what it was given, and fails or waits when told to. */
export class RecordingHost implements ChannelHost {
  readonly messages: InboundMessage[] = [];
  readonly receipts: Receipt[] = [];
  readonly reports: AddressReport[] = [];
  readonly settled: { readonly deliveryId: string; readonly answer: LateAnswer }[] = [];
  readonly states: ChannelState[] = [];
  readonly alerts: (string | null)[] = [];
  readonly webhookPath = '/api/v1/hooks/test';
  readonly slowDowns: number[] = [];
  readonly warnings: string[] = [];
  saved: Uint8Array | null = null;
  saves = 0;
  now: (() => number) | null = null;
  /** Awaited before anything counts as committed; reject to fail. */
  committing: () => Promise<void> = () => Promise.resolve();

  readonly clock = (): number => this.now?.() ?? Date.now();
  readonly log = {
    info: (): void => undefined,
    warn: (_fields: Record<string, unknown>, message: string): void => void this.warnings.push(message),
  };
  readonly session = {
    load: (): Promise<Uint8Array | null> => Promise.resolve(this.saved),
    save: async (state: Uint8Array): Promise<void> => {
      this.saves++;
      await this.committing();
      this.saved = state;
    },
  };

  async receive(message: InboundMessage): Promise<void> {
    await this.committing();
    this.messages.push(message);
  }

  async report(receipt: Receipt): Promise<void> {
    await this.committing();
    this.receipts.push(receipt);
  }

  async note(report: AddressReport): Promise<void> {
    await this.committing();
    this.reports.push(report);
  }

  settle(deliveryId: string, answer: LateAnswer): void {
    this.settled.push({ deliveryId, answer });
  }

  alert(trouble: string | null): void {
    this.alerts.push(trouble);
  }

  state(state: ChannelState): void {
    this.states.push(state);
  }

  slowDown(milliseconds: number): void {
    this.slowDowns.push(milliseconds);
  }
}
