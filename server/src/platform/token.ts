import { createHash, randomBytes } from 'node:crypto';

/** A secret that stands for its bearer: 256 random bits, URL-safe. Only its hash is stored. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored and looked up. A fast hash is enough: nobody can guess 256 bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
