import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '../channel.ts';

type Submit<Part, Accepted> = (part: Part, deadline: number) => Promise<Accepted>;

const mostTries = 10;
/** Milliseconds between tries where the SMSC names no time. */
const ordinaryWait = 1_000;

/**
 * Submits the parts of one message and resolves with all acceptances, in order of the parts.
 *
 * The first part goes alone: nearly every refusal (number, sender, credit) meets it, and then nothing of the message is on
 * the network and the refusal is exact. Once it is accepted the others follow together, whatever the deadline says, because
 * half a message helps nobody; those refused for the moment are tried again here, with the same reference.
 *
 * If one of them fails for good, some parts are accepted and some are not. That is reported as `unknown` with the reason
 * of the refusal: it is the outcome that is never sent again by itself and never claims that nothing was taken.
 */
export async function sendParts<Part, Accepted>(
  [first, ...others]: readonly [Part, ...Part[]],
  deadline: number,
  submit: Submit<Part, Accepted>,
  signal: AbortSignal,
): Promise<Accepted[]> {
  const accepted = [await submit(first, deadline)];
  const results = await Promise.allSettled(others.map((part) => submitUntilTaken(part, submit, signal)));
  for (const result of results) {
    if (result.status === 'rejected') throw incomplete(result.reason);
    accepted.push(result.value);
  }
  return accepted;
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

function incomplete(cause: unknown): unknown {
  if (!(cause instanceof DeliveryError)) return cause;
  const { reason, providerCode } = cause;
  return new DeliveryError('unknown', reason, providerCode === null ? { cause } : { providerCode, cause });
}
