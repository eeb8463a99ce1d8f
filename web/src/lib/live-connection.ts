/** The socket to the server and what stands in for it while there is none. Knows neither pages nor React. */
import type { EventPage, PlacedEvent } from '@parley/contract/events';
import type { ClientMessages, Room, ServerMessagePayload, ServerMessages } from '@parley/contract/realtime';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';

export interface LiveParts {
  readonly origin: string;
  /** Whom the page is for: a session that went on elsewhere is not listened to. */
  readonly loadedFor?: string | null;
  /** Everything after it is to be heard; undefined: from now on. */
  readonly position: number | undefined;
  /** The HTTP way to the same events, for where no socket comes through. */
  readonly readEvents: (after: number | undefined) => Promise<EventPage>;
  readonly onWelcome: (welcome: ServerMessagePayload<'welcome'>) => void;
  /** In order, each once. */
  readonly onEvents: (events: readonly PlacedEvent[]) => void;
  /** What was loaded may be out of date. */
  readonly onReset: () => void;
  readonly onPresence: (presence: ServerMessagePayload<'presence'>) => void;
  readonly onLive: (isLive: boolean) => void;
  /** The session is over. */
  readonly onEnded: () => void;
  readonly options?: Partial<ManagerOptions & SocketOptions>;
}

type LiveSocket = Socket<ServerMessages, ClientMessages>;

const longestDelay = 30_000;
/** Shorter than this nobody need know that there was no connection. */
const doubtMilliseconds = 1_500;
const pollMilliseconds = 3_000;
const pageSize = 1_000;
const mostPages = 3;
/** That the server takes with a connection. */
const mostRooms = 100;
const moveMilliseconds = 1_000;

/** Grows with each attempt and is never quite the same, so that a thousand browsers do not come back at one moment. */
function reconnectDelay(attempt: number, random: number): number {
  return Math.min(longestDelay, 500 * 2 ** attempt) * (0.5 + random / 2);
}

/**
 * Hears every event after its position once and in order, over whatever connection there is: it goes on from its position
 * after each drop, and while no socket can be had it asks over HTTP.
 */
export class LiveConnection {
  readonly #parts: LiveParts;
  readonly #rooms = new Set<Room>();
  #watched: readonly string[] = [];
  #position: number | undefined;
  #socket: LiveSocket | null = null;
  #isWelcome = false;
  #isOpening = false;
  #attempt = 0;
  #isStopped = false;
  /** The page was told that there is no connection. */
  #isDown = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#position = parts.position;
    this.#doubtSoon();
    void this.#open();
  }

  get position(): number | undefined {
    return this.#position;
  }

  join(room: Room): void {
    this.#rooms.add(room);
    // A room joined while there is no socket is asked for with the next one.
    this.#socket?.emit('subscribe', room, () => undefined);
  }

  leave(room: Room): void {
    this.#rooms.delete(room);
    this.#socket?.emit('unsubscribe', room, () => undefined);
  }

  /** Is told who has these conversations open, in place of those before. */
  watch(conversationIds: readonly string[]): void {
    this.#watched = conversationIds;
    if (this.#isWelcome) this.#socket?.emit('watch', [...conversationIds], () => undefined);
  }

  type(conversationId: string, isTyping: boolean): void {
    if (this.#isWelcome) this.#socket?.volatile.emit('typing', { conversationId, isTyping }, () => undefined);
  }

  /** The network is back, or the page is looked at again: no reason to wait any longer. */
  retryNow(): void {
    if (this.#isStopped || this.#socket || this.#isOpening) return;
    this.#attempt = 0;
    void this.#open();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of [this.#retry, this.#poll, this.#doubt]) clearTimeout(timer);
    this.#socket?.disconnect();
    this.#socket = null;
  }

  async #open(): Promise<void> {
    clearTimeout(this.#retry);
    this.#isOpening = true;
    // Nobody waits for a socket to see the page, so its code comes behind that of the page.
    const client = await import('socket.io-client').catch(() => null);
    this.#isOpening = false;
    if (this.#isStopped) return;
    if (!client) return this.#lose(null);
    const { origin, options, loadedFor } = this.#parts;
    const socket: LiveSocket = client.io(origin, {
      path: '/api/socket',
      addTrailingSlash: false,
      // A proxy that knows no WebSocket still lets requests through.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      forceNew: true,
      reconnection: false,
      timeout: 10_000,
      auth: (give) =>
        give({
          rooms: [...this.#rooms].slice(0, mostRooms),
          ...(this.#position !== undefined && { position: this.#position }),
          ...(loadedFor && { for: loadedFor }),
        }),
      ...options,
    });
    this.#socket = socket;
    this.#listen(socket);
  }

  #listen(socket: LiveSocket): void {
    const { onWelcome, onReset, onPresence } = this.#parts;
    socket.on('welcome', (welcome) => {
      this.#isWelcome = true;
      this.#attempt = 0;
      clearTimeout(this.#poll);
      onWelcome(welcome);
      if (this.#watched.length > 0) this.watch(this.#watched);
      this.#live();
    });
    socket.on('events', ({ events, position }) => this.#take(events, position));
    socket.on('reset', ({ position }) => {
      this.#position = position;
      onReset();
    });
    socket.on('presence', onPresence);
    socket.on('ended', () => this.#end());
    socket.on('moving', () => this.#lose(socket, Math.random() * moveMilliseconds));
    socket.on('disconnect', () => this.#lose(socket));
    socket.on('connect_error', (error) => {
      const code = (error as { data?: { code?: string } }).data?.code;
      if (code === 'sign_in_required' || code === 'session_moved') this.#end();
      else this.#lose(socket);
    });
  }

  #take(events: readonly PlacedEvent[], position: number): void {
    const from = this.#position ?? -1;
    this.#position = Math.max(from, position);
    // Over HTTP and over the socket the same may come twice.
    const fresh = events.filter((event) => event.position > from);
    if (fresh.length > 0) this.#parts.onEvents(fresh);
  }

  #lose(socket: LiveSocket | null, delay = reconnectDelay(this.#attempt, Math.random())): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#isWelcome = false;
    socket?.removeAllListeners();
    socket?.disconnect();
    this.#attempt += 1;
    this.#doubtSoon();
    this.#retry = setTimeout(() => void this.#open(), delay);
    clearTimeout(this.#poll);
    this.#poll = setTimeout(() => void this.#bridge(), Math.min(delay, pollMilliseconds));
  }

  /** Asks over HTTP until a socket stands. */
  async #bridge(): Promise<void> {
    if (this.#isWelcome || this.#isStopped) return;
    try {
      await this.#catchUp();
      if (this.#isStopped) return;
      const wasDown = this.#isDown;
      this.#live();
      // The server is back: a socket need not wait for its turn.
      if (wasDown) this.retryNow();
    } catch {
      // Told by the doubt; the next look is not far.
      this.#doubtSoon();
    }
    if (!this.#isWelcome && !this.#isStopped) this.#poll = setTimeout(() => void this.#bridge(), pollMilliseconds);
  }

  async #catchUp(): Promise<void> {
    for (let page = 0; page < mostPages; page++) {
      const { data, position } = await this.#parts.readEvents(this.#position);
      if (this.#isStopped) return;
      this.#take(
        data.filter((event) => this.#isFor(event)),
        position,
      );
      if (data.length < pageSize) return;
    }
    this.#position = (await this.#parts.readEvents(undefined)).position;
    if (!this.#isStopped) this.#parts.onReset();
  }

  /** The socket gives out of a campaign's progress only what was asked for; HTTP gives all of it. */
  #isFor({ name, payload }: PlacedEvent): boolean {
    return name !== 'campaign.progressed' || this.#rooms.has(`campaign:${String(payload['campaignId'])}`);
  }

  #live(): void {
    clearTimeout(this.#doubt);
    this.#doubt = undefined;
    this.#isDown = false;
    this.#parts.onLive(true);
  }

  #doubtSoon(): void {
    this.#doubt ??= setTimeout(() => {
      this.#isDown = true;
      this.#parts.onLive(false);
    }, doubtMilliseconds);
  }

  #end(): void {
    this.stop();
    this.#parts.onEnded();
  }
}
