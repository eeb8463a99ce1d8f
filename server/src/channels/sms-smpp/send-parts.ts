import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '../channel.ts';

/** What became of a part: its acceptance, or why it has none. */
export type PartOutcome<Accepted> = Accepted | DeliveryError;

type Submit<Part, Accepted> = (part: Part, deadline: number) => Promise<Accepted>;

const mostTries = 10;
/** Milliseconds between tries where the SMSC names no time. */
const ordinaryWait = 1_000;

/**
 * Submits the parts of one message and resolves with what became of each, in order of the parts.
 *
 * The first part goes alone: nearly every refusal (number, sender, credit) meets it, and then nothing of the message is on
 * the network and the refusal is exact. Once it is accepted the others follow together, whatever the deadline says, because
 * half a message helps nobody; those refused for the moment are tried again here, with the same reference.
 */
export async function sendParts<Part, Accepted>(
  [first, ...others]: readonly [Part, ...Part[]],
  deadline: number,
  submit: Submit<Part, Accepted>,
  signal: AbortSignal,
): Promise<PartOutcome<Accepted>[]> {
  const begun = await submit(first, deadline).catch(asOutcome);
  if (others.length === 0) return [begun];
  if (begun instanceof DeliveryError) return [begun, ...others.map(() => notSent)];
  const rest = others.map((part) => submitUntilTaken(part, submit, signal).catch(asOutcome));
  return [begun, ...(await Promise.all(rest))];
}

/** Of a part that never went, as the one before it was not accepted. */
const notSent = new DeliveryError('retry', 'no_answer');

function asOutcome(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  throw error;
}

async function submitUntilTaken<Part, Accepted>(
  part: Part,
  submit: Submit<Part, Accepted>,
  signal: AbortSignal,
): Promise<Accepted> {
  for (let tries = 1; ; tries++) {
    try {
      return await submit(part, Number.POSITIVE_INFINITY);
    } catch (error) {
      const isTemporary = error instanceof DeliveryError && error.outcome === 'retry';
      if (!isTemporary || tries === mostTries || signal.aborted) throw error;
      await sleep(error.retryAfter ?? ordinaryWait, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * What the outcomes of all parts say of the message: null when all are accepted. As long as one is in doubt so is the
 * message; with some accepted and others certainly not it is refused, and carries those that are.
 */
export function wholeOutcome<Accepted>(
  outcomes: readonly PartOutcome<Accepted>[],
  partOf: (accepted: Accepted) => { readonly providerMessageId: string },
): DeliveryError | null {
  const errors = outcomes.filter((outcome): outcome is DeliveryError => outcome instanceof DeliveryError);
  const [cause] = errors;
  if (cause === undefined) return null;
  const accepted = outcomes.filter((outcome): outcome is Accepted => !(outcome instanceof DeliveryError));
  const doubtful = errors.find(({ outcome }) => outcome === 'unknown');
  // Nothing is on the network, and the first refusal is exact.
  if (accepted.length === 0) return doubtful ?? cause;
  const { reason, providerCode } = doubtful ?? cause;
  return new DeliveryError(doubtful ? 'unknown' : 'rejected', reason, {
    providerCode,
    acceptedParts: accepted.map(partOf),
    cause: doubtful ?? cause,
  });
}
