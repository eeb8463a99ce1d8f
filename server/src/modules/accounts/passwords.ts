import { hash, verify } from '@node-rs/argon2';
import { passwordLength } from '@parley/contract/accounts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type FieldFault } from '#platform/errors';

/** argon2id at OWASP's least: 19 MiB and two passes, some 20 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

let stranger: Promise<string> | undefined;

/**
 * Whether the password is the one behind the hash. Without a hash (nobody has this address) it takes the same time and is
 * false, so that the time tells nothing (SEC-38).
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  stranger ??= hashPassword('nobody');
  const matches = await verify(passwordHash ?? (await stranger), password.normalize('NFKC'));
  return passwordHash !== null && matches;
}

/** Throws `request_invalid` for a password that is too short, widely used, or the account's own address. */
export async function checkNewPassword(password: string, email: string, path: string): Promise<void> {
  const fault = await faultOf(password.normalize('NFKC').toLowerCase(), email);
  if (fault) throw new AppError('request_invalid', { fields: [{ path, ...fault }] });
}

async function faultOf(password: string, email: string): Promise<Omit<FieldFault, 'path'> | null> {
  const { least } = passwordLength;
  if ([...password].length < least) {
    return { rule: 'too_short', en: `At least ${least} characters.`, ru: `Не меньше ${least} символов.` };
  }
  if (password === email || (await commonPasswords()).has(password) || new Set(password).size < 4) {
    return {
      rule: 'password_common',
      en: 'This password is easily guessed. Choose another.',
      ru: 'Такой пароль легко угадать. Выберите другой.',
    };
  }
  return null;
}

let common: Promise<ReadonlySet<string>> | undefined;

function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= readFile(join(import.meta.dirname, 'common-passwords.txt'), 'utf8').then(
    (text) => new Set(text.split('\n')),
  );
  return common;
}
