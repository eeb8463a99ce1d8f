import { DeliveryError } from '../channel.ts';
import type { Answer, LateAnswer, Link } from './link.ts';
import type { Pace } from './pace.ts';
import { isThrottle, refusal, refusalReason, type VendorStatus } from './status.ts';
import { commandStatus, type ShortMessage, type ShortMessageResponse } from './wire.ts';

export interface SubmitOptions {
  readonly pace: Pace;
  readonly vendorStatus: VendorStatus;
  /** Unix milliseconds, as submit deadlines are. */
  readonly clock: () => number;
  /** The SMSC asked for less: so many milliseconds without new work. */
  readonly slowDown: (milliseconds: number) => void;
}

/** Makes the PDU at the moment it is written, when its sequence number is known. */
export type BuildSubmit = (sequence: number) => ShortMessage;

/** No answer came in time; `late` resolves if it does all the same, for as long as the connection lives. */
export class Overdue extends DeliveryError {
  readonly late: Promise<ShortMessageResponse | DeliveryError>;

  constructor(late: Promise<ShortMessageResponse | DeliveryError>) {
    super('unknown', 'no_answer');
    this.name = 'DeliveryError';
    this.late = late;
  }
}

interface Asking {
  readonly resolve: (answer: ShortMessageResponse) => void;
  readonly reject: (error: DeliveryError) => void;
}

interface Waiting extends Asking {
  readonly build: BuildSubmit;
  readonly deadline: number;
}

/** Submits of one link: at most a window of them without an answer, the others wait here in their order. */
export class SubmitQueue {
  readonly #link: Link;
  readonly #options: SubmitOptions;
  readonly #waiting = new Set<Waiting>();
  #inFlight = 0;

  constructor(link: Link, options: SubmitOptions) {
    this.#link = link;
    this.#options = options;
  }

  /**
   * Resolves with the SMSC's acceptance; rejects with DeliveryError only. Not written after `deadline` (unix milliseconds),
   * which is looked at in the same turn in which the bytes are given to the socket.
   */
  submit(build: BuildSubmit, deadline: number): Promise<ShortMessageResponse> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ build, deadline, resolve, reject });
      this.#link.scheduleWrite();
    });
  }

  /** Writes what window, pace and socket allow. */
  pump(): void {
    const { pace, clock } = this.#options;
    const isPaused = pace.pauseLeft(performance.now()) > 0;
    const now = clock();
    for (const waiting of this.#waiting) {
      const isOverdue = now > waiting.deadline;
      if (!isOverdue && (isPaused || this.#inFlight >= pace.limit || !this.#link.isWritable)) return;
      this.#waiting.delete(waiting);
      if (isOverdue) waiting.reject(new DeliveryError('retry', 'deadline_passed'));
      else this.#write(waiting);
    }
  }

  /** The link is gone or going: what waits here was certainly not sent. */
  close(): void {
    for (const { reject } of this.#waiting) reject(new DeliveryError('retry', 'not_connected'));
    this.#waiting.clear();
  }

  #write(waiting: Waiting): void {
    const sentAt = performance.now();
    let asking: Asking = waiting;
    const settle = (answer: Answer): void => {
      this.#inFlight--;
      if (answer === 'no_answer') asking = giveUp(waiting);
      else this.#settle(asking, answer, sentAt);
      if (this.#waiting.size > 0) this.#link.scheduleWrite();
    };
    const settleLate = (answer: LateAnswer): void => this.#settle(asking, answer, sentAt);
    try {
      this.#link.request(waiting.build(this.#link.nextSequence()), settle, settleLate);
      this.#inFlight++;
    } catch (cause) {
      waiting.reject(new DeliveryError('rejected', 'content_refused', { cause }));
    }
  }

  #settle({ resolve, reject }: Asking, answer: Answer, sentAt: number): void {
    if (typeof answer === 'string') {
      reject(new DeliveryError('unknown', answer));
    } else if (answer.status !== commandStatus.ok) {
      reject(this.#refused(answer.status, sentAt));
    } else if (answer.command === 'submit_sm_resp') {
      this.#options.pace.accepted();
      resolve(answer);
    } else {
      // An answer with status 0 that cannot be read: the message may well have been taken.
      reject(new DeliveryError('unknown', 'provider_error', { providerCode: answer.command }));
    }
  }

  #refused(status: number, sentAt: number): DeliveryError {
    const { pace, vendorStatus, slowDown } = this.#options;
    // The SMSC has forgotten that we are bound. Only a new bind helps.
    if (status === commandStatus.invalidBindStatus) this.#link.drop('the SMSC says that we are not bound');
    if (!isThrottle(refusalReason(status, vendorStatus))) return refusal(status, vendorStatus);
    const now = performance.now();
    const pause = pace.throttled(sentAt, now);
    if (pause > 0) {
      slowDown(pause);
      setTimeout(() => this.#link.scheduleWrite(), pause).unref();
    }
    return refusal(status, vendorStatus, pace.pauseLeft(now));
  }
}

/** Tells whoever waits that no answer came in time; a late one goes to the promise that they were handed with it. */
function giveUp({ reject }: Asking): Asking {
  const { promise, resolve } = Promise.withResolvers<ShortMessageResponse | DeliveryError>();
  reject(new Overdue(promise));
  return { resolve, reject: resolve };
}
