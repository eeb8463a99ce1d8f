import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Encrypts what must not be read from the database alone (PLT-62). AES-256-GCM; the purpose is authenticated with the text,
 * so a value cannot be moved to another row or column.
 */
export interface Secrets {
  seal(plain: Uint8Array, purpose: string): Buffer;
  /** Throws when the value was changed, moved, or sealed with another key. */
  open(sealed: Uint8Array, purpose: string): Buffer;
  /** 32 bytes that are the same for the same purpose, and that nobody without the key can tell. */
  derive(purpose: string): Buffer;
}

const version = 1;

export function createSecrets(key: Uint8Array): Secrets {
  if (key.length !== 32) throw new Error('The secret key must be 32 bytes.');
  return {
    seal(plain, purpose) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== version) throw new Error('The sealed value has an unknown version.');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13));
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(bytes.subarray(13, 29));
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
    },
    derive: (purpose) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32)),
  };
}

/** The installation's key file, made on first use and readable by its owner only. */
export async function loadSecretKey(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (text === null) {
    await makeSecretKey(path);
    return loadSecretKey(path);
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32) throw new Error(`${path} does not hold a 32-byte key in base64.`);
  return key;
}

/** Written aside and put in place whole, by whoever is first: two processes that start at once agree on one key. */
async function makeSecretKey(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(32).toString('base64') + '\n');
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await rm(draft);
  }
}
