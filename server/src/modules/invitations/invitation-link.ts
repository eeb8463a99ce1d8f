import type { Secrets } from '#platform/secrets';
import { hashToken } from '#platform/token';

export interface Round {
  readonly id: string;
  readonly round: number;
}

/** Behind the #, so that the token reaches no server's log and no other site's referrer. */
export function linkOf(secrets: Secrets, publicUrl: string, round: Round): string {
  return `${publicUrl}/invitation#${tokenOf(secrets, round)}`;
}

export function tokenHashOf(secrets: Secrets, round: Round): Buffer {
  return hashToken(tokenOf(secrets, round));
}

/** Made of the installation's key: it is stored nowhere, and each round has another. */
function tokenOf(secrets: Secrets, { id, round }: Round): string {
  return secrets.derive(`invitation ${id} ${round}`).toString('base64url');
}
