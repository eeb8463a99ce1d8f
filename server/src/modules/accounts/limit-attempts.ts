import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { countFailedAttempts, deleteAttempt, insertAttempt, type AttemptKind } from './attempt-queries.ts';

interface Limits {
  readonly windowSeconds: number;
  readonly perAccount: number;
  readonly perAddress: number;
}

const limits: Readonly<Record<AttemptKind, Limits>> = {
  password: { windowSeconds: 15 * 60, perAccount: 10, perAddress: 50 },
  // Each one is a mail to somebody.
  reset: { windowSeconds: 60 * 60, perAccount: 4, perAddress: 20 },
  // A whole company is invited from one place; nobody needs many invitations.
  invitation: { windowSeconds: 60 * 60, perAccount: 5, perAddress: 200 },
  sign_up: { windowSeconds: 60 * 60, perAccount: 4, perAddress: 20 },
  verification: { windowSeconds: 60 * 60, perAccount: 4, perAddress: 20 },
};

/** An attempt that counts as failed until it has succeeded. */
export interface Attempt {
  /** Takes it out of the count. */
  forgive(): Promise<void>;
}

/**
 * Counts an attempt before anything is looked at, so that many at once cannot slip through (SEC-37).
 * Throws `rate_limit_reached` past the limit of the account or of the address; such attempts do not prolong the wait.
 */
export async function beginAttempt(
  runtime: Runtime,
  kind: AttemptKind,
  email: string,
  address: string,
): Promise<Attempt> {
  const { windowSeconds, perAccount, perAddress } = limits[kind];
  const pool = runtime.pools.systemPool;
  const id = uuidv7();
  await insertAttempt(pool, { id, kind, email, address });
  const counts = await countFailedAttempts(pool, kind, email, address, windowSeconds);
  const waits = [
    counts.account.failed > perAccount ? counts.account.seconds : 0,
    counts.address.failed > perAddress ? counts.address.seconds : 0,
  ];
  const seconds = Math.max(...waits);
  const forgive = (): Promise<void> => deleteAttempt(pool, id);
  if (seconds > 0) {
    await forgive();
    throw new AppError('rate_limit_reached', { details: { seconds } });
  }
  return { forgive };
}
