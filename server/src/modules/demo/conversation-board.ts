import type { Conversation } from '@parley/contract/conversations';
import { listConversations } from '#conversations';
import type { DemoStage } from './demo-stage.ts';
import { until } from './until.ts';

const lookMilliseconds = 150;
const most = 200;

/** The organization's newest conversations, looked at once for all dialogues that wait for theirs. */
export class ConversationBoard {
  readonly #stage: DemoStage;
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  #conversations: readonly Conversation[] = [];

  constructor(stage: DemoStage) {
    this.#stage = stage;
    this.#timer = setInterval(() => void this.#look(), lookMilliseconds);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The conversation in which this text came last. Null: it did not come. */
  async withLast(contactId: string, name: string, text: string): Promise<Conversation | null> {
    const found = (): Conversation | undefined =>
      this.#conversations.find(
        (one) => (one.contactId === contactId || one.contactName === name) && one.lastMessage?.text === text,
      );
    await until(this.#stage.signal, () => found() !== undefined);
    return found() ?? null;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { runtime, owner } = this.#stage;
    try {
      this.#conversations = (await listConversations(runtime, { limit: most }, { actor: owner })).data;
    } catch (error) {
      runtime.log.warn({ err: error }, 'the conversations of the demo could not be read');
    } finally {
      this.#looking = false;
    }
  }
}
