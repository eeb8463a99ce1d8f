import { randomInt } from 'node:crypto';
import { updateUser } from './accounts-queries.ts';
import type { Database } from '#platform/database/database';
import { hashPassword } from './passwords.ts';

/** Read out and typed by people: nothing that looks like something else. 16 of these are 78 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const lifeDays = 7;

export interface OneTimePassword {
  /** `abcd-efgh-jkmn-pqrs` */
  readonly password: string;
  readonly expiresAt: Date;
  /** The columns of its user. */
  readonly columns: {
    readonly password_hash: string;
    readonly must_change_password: true;
    readonly password_expires_at: Date;
  };
}

/** A password that lets its person in for a week, to choose an own one. */
export async function createOneTimePassword(now: Date): Promise<OneTimePassword> {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  const password = [group(), group(), group(), group()].join('-');
  const expiresAt = new Date(now.getTime() + lifeDays * 24 * 60 * 60 * 1_000);
  const hash = await hashPassword(password);
  return {
    password,
    expiresAt,
    columns: { password_hash: hash, must_change_password: true, password_expires_at: expiresAt },
  };
}

/** In place of the password the person has. */
export async function setOneTimePassword(db: Database, userId: string, { columns }: OneTimePassword): Promise<void> {
  await updateUser(db, userId, columns);
}
