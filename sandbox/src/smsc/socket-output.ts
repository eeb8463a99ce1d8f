import type { Socket } from 'node:net';

const maxPiece = 64;
const lingerMilliseconds = 1000;

/** What leaves through a socket: whole, or in random pieces in as many writes when the script asks for it. */
export class SocketOutput {
  readonly #socket: Socket;
  /** The source of the sizes of pieces while writes are to be fragmented, else null. */
  readonly #fragmentation: () => (() => number) | null;
  #pieces: Buffer[] = [];

  constructor(socket: Socket, fragmentation: () => (() => number) | null) {
    this.#socket = socket;
    this.#fragmentation = fragmentation;
  }

  write(bytes: Buffer): void {
    const random = this.#fragmentation();
    if (random === null && this.#pieces.length === 0) {
      this.#socket.write(bytes);
      return;
    }
    const idle = this.#pieces.length === 0;
    for (let at = 0; at < bytes.length;) {
      const size = random ? 1 + Math.floor(random() * maxPiece) : bytes.length;
      this.#pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    if (idle) this.#writePieces();
  }

  /** Sends all that is left and closes; what the peer still sends is read, else it would lose our last bytes to a reset. */
  end(): void {
    for (const piece of this.#pieces.splice(0)) this.#socket.write(piece);
    this.#socket.end();
    this.#socket.setTimeout(lingerMilliseconds, () => this.#socket.destroy());
  }

  reset(): void {
    this.#pieces = [];
    this.#socket.resetAndDestroy();
  }

  #writePieces(): void {
    const piece = this.#pieces[0];
    if (piece === undefined || this.#socket.destroyed) return;
    this.#socket.write(piece, () => {
      this.#pieces.shift();
      setImmediate(() => this.#writePieces());
    });
  }
}
