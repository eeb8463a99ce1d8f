import { decodePdu } from './decode-pdu.ts';
import { headerBytes, maxFrameBytes } from './encode-pdu.ts';
import type { MalformedPdu, Pdu } from './pdu.ts';

/** The stream cannot be followed any further: its frame length is impossible. Close the connection. */
export class FrameError extends Error {
  readonly length: number;

  constructor(length: number) {
    super(`a frame of ${length} bytes (allowed: ${headerBytes} to ${maxFrameBytes})`);
    this.name = 'FrameError';
    this.length = length;
  }
}

const lengthBytes = 4;

/**
 * Cuts a byte stream into PDUs, however it was fragmented. PDUs are decoded in place; only a frame that straddles two
 * chunks is copied, once. Chunks must not be changed afterwards: decoded PDUs hold views of them.
 */
export class FrameReader {
  readonly #onPdu: (pdu: Pdu | MalformedPdu) => void;
  /** The frame begun by an earlier chunk: sized for its length field first, for all of it once the length is known. */
  #begun: Buffer | null = null;
  #filled = 0;
  #broken: FrameError | null = null;

  constructor(onPdu: (pdu: Pdu | MalformedPdu) => void) {
    this.#onPdu = onPdu;
  }

  /** Calls back for each PDU completed by this chunk, in order. Throws FrameError, for ever after the first. */
  read(chunk: Buffer): void {
    if (this.#broken) throw this.#broken;
    let at = this.#begun ? this.#continueFrame(this.#begun, chunk) : 0;
    while (chunk.length - at >= lengthBytes) {
      const length = this.#checked(chunk.readUInt32BE(at));
      const end = at + length;
      if (end > chunk.length) break;
      const pdu = decodePdu(chunk, at, end);
      at = end;
      this.#onPdu(pdu);
    }
    if (at < chunk.length) this.#beginFrame(chunk, at);
  }

  #beginFrame(chunk: Buffer, start: number): void {
    const available = chunk.length - start;
    const size = available < lengthBytes ? lengthBytes : chunk.readUInt32BE(start);
    this.#begun = Buffer.allocUnsafeSlow(size);
    this.#filled = chunk.copy(this.#begun, 0, start);
  }

  /** Returns how much of the chunk the frame took. */
  #continueFrame(begun: Buffer, chunk: Buffer): number {
    let frame = begun;
    let taken = chunk.copy(frame, this.#filled);
    this.#filled += taken;
    if (this.#filled === lengthBytes) {
      frame = Buffer.allocUnsafeSlow(this.#checked(begun.readUInt32BE(0)));
      begun.copy(frame);
      this.#begun = frame;
      const more = chunk.copy(frame, lengthBytes, taken);
      taken += more;
      this.#filled += more;
    }
    if (this.#filled === frame.length) {
      this.#begun = null;
      this.#onPdu(decodePdu(frame, 0, frame.length));
    }
    return taken;
  }

  #checked(length: number): number {
    if (length >= headerBytes && length <= maxFrameBytes) return length;
    this.#broken = new FrameError(length);
    throw this.#broken;
  }
}
