import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { File, FileLink } from '@parley/contract/files';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Runtime } from '#platform/context';
import { openLocalDisk } from '#platform/storage/local-disk';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import { uuidv7 } from '#platform/uuid';
import { deleteFile } from './delete-file.ts';
import { createFileLink } from './file-link.ts';
import { jobs, openFile, routes, saveFile, scheduledJobs, writeResultFile } from './index.ts';

let server: TestServer;
let now: Date;

beforeAll(async () => {
  server = await createTestServer({ routes, clock: { now: () => now } });
});
afterAll(() => server.close());
beforeEach(() => {
  now = new Date();
});

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000138849444154', 'hex'),
  randomBytes(5_000),
]);

interface Problem {
  readonly code: string;
}
function upload(name: string, bytes: Buffer, query = '', as: 'operator' | 'marketer' | 'technician' = 'operator') {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return server.request<File & Problem>('POST', `/files${query}`, { as, body: form });
}
const stranger = () => server.actor('owner', server.otherOrganizationId);
const linkTo = async (id: string): Promise<FileLink> =>
  (await server.request<FileLink>('GET', `/files/${id}/link`, { as: 'operator' })).body;
/** As a browser: without a session. */
const follow = (url: string) => fetch(server.address + url);

describe('PLT-40 a download', () => {
  const part = (url: string, range: string, more: Record<string, string> = {}) =>
    fetch(server.address + url, { headers: { range, ...more } });

  test('is sent in part when asked so, and goes on where it broke off', async () => {
    const { body } = await upload('picture.png', png);
    const { url } = await linkTo(body.id);
    const whole = await follow(url);
    expect([whole.status, whole.headers.get('accept-ranges'), whole.headers.get('etag')]).toEqual([
      200,
      'bytes',
      `"${body.sha256}"`,
    ]);
    const middle = await part(url, 'bytes=100-199');
    expect([middle.status, middle.headers.get('content-range'), middle.headers.get('content-length')]).toEqual([
      206,
      `bytes 100-199/${png.length}`,
      '100',
    ]);
    expect(Buffer.from(await middle.arrayBuffer())).toEqual(png.subarray(100, 200));
    const rest = await part(url, 'bytes=5000-', { 'if-range': `"${body.sha256}"` });
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(png.subarray(5_000));
    const ofAnother = await part(url, 'bytes=5000-', { 'if-range': '"other"' });
    expect([ofAnother.status, (await ofAnother.arrayBuffer()).byteLength]).toEqual([200, png.length]);
    const beyond = await part(url, `bytes=${png.length}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${png.length}`]);
    expect(await beyond.json()).toMatchObject({ code: 'range_not_there' });
  });
});

describe('uploading', () => {
  test('PLT-40 keeps the bytes and tells the type by the content; the record is audited', async () => {
    const { status, body } = await upload('../фото.txt', png);
    expect([status, body]).toMatchObject([
      201,
      { name: 'фото.txt', contentType: 'image/png', sizeBytes: png.length, purpose: 'attachment' },
    ]);
    expect((await server.request('GET', `/files/${body.id}`, { as: 'operator' })).body).toEqual(body);
    const opened = await openFile(server.runtime, server.actor('operator'), body.id);
    expect(await buffer(opened.stream)).toEqual(png);
    const audit = await server.inTransaction('owner', ({ db }) =>
      db.selectFrom('audit_entries').select(['action', 'subject_id']).execute(),
    );
    expect(audit).toContainEqual({ action: 'file.uploaded', subject_id: body.id });
  });

  test('SEC-33 what is not accepted is refused before it is kept', async () => {
    const written: string[] = [];
    const storage = {
      ...server.runtime.storage,
      write: async () => written.push('x'),
    } as unknown as Runtime['storage'];
    const save = saveFile({ ...server.runtime, storage }, server.actor('operator'), {
      name: 'a.png',
      stream: Readable.from([Buffer.from('<svg>')]),
      ownerKind: 'attachment',
    });
    await expect(save).rejects.toMatchObject({ code: 'file_type_refused' });
    expect(written).toEqual([]);
    expect((await upload('a.svg', Buffer.from('<svg onload=alert(1)>'))).body.code).toBe('file_type_refused');
  });

  test('SEC-34 an attachment has its limit; an import a larger one, and needs the right to import', async () => {
    const lines = Buffer.alloc(51 * 1024 * 1024, 'name;phone\n');
    expect((await upload('contacts.csv', lines)).body.code).toBe('file_too_large');
    expect((await upload('contacts.csv', lines, '?purpose=import', 'marketer')).body).toMatchObject({
      contentType: 'text/csv',
      purpose: 'import',
    });
    const refused = await upload('contacts.csv', Buffer.from('name;phone'), '?purpose=import', 'technician');
    expect([refused.status, refused.body.code]).toEqual([403, 'permission_missing']);
  });

  test('a sender that goes away leaves nothing', async () => {
    const before = await countFiles();
    const stream = Readable.from(
      (function* pieces() {
        yield png;
        throw new Error('gone');
      })(),
    );
    await expect(
      saveFile(server.runtime, server.actor('operator'), { name: 'a.png', stream, ownerKind: 'attachment' }),
    ).rejects.toThrow('gone');
    expect(await countFiles()).toBe(before);
  });
});

const countFiles = async (): Promise<number> =>
  (await server.pools.systemPool.query('select count(*)::int as count from files')).rows[0].count;

describe('links', () => {
  test('SEC-35 lead to the file without a session, for five minutes', async () => {
    const { body } = await upload('photo.png', png);
    const link = await linkTo(body.id);
    expect(Date.parse(link.expiresAt) - now.getTime()).toBeLessThanOrEqual(5 * 60_000);
    const found = await follow(link.url);
    expect(Buffer.from(await found.arrayBuffer())).toEqual(png);
    expect(found.headers.get('content-length')).toBe(String(png.length));
    now = new Date(Date.parse(link.expiresAt) - 1);
    expect((await follow(link.url)).status).toBe(200);
    now = new Date(Date.parse(link.expiresAt));
    const ended = await follow(link.url);
    expect([ended.status, ((await ended.json()) as Problem).code]).toEqual([404, 'file_link_invalid']);
  });

  test('SEC-35 cannot be made or changed, nor be had by another organization', async () => {
    const { body } = await upload('photo.png', png);
    const { url } = await linkTo(body.id);
    const token = url.split('/').at(-1)!;
    for (let index = 0; index < token.length; index += 7) {
      const changed = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
      expect((await follow(url.replace(token, changed))).status).toBe(404);
    }
    // What a decoder passes over makes no second address of the same file.
    for (const spelling of [`${token}=`, `${token}.`, `-${token}`]) {
      expect((await follow(url.replace(token, spelling))).status, spelling).toBe(404);
    }
    const forged = server.runtime.secrets
      .seal(Buffer.from(JSON.stringify([server.organizationId, body.id, 9e9])), 'other')
      .toString('base64url');
    expect((await follow(url.replace(token, forged))).status).toBe(404);
    for (const path of [`/files/${body.id}`, `/files/${body.id}/link`]) {
      expect((await server.request('GET', path, { as: stranger() })).status).toBe(404);
    }
    await expect(openFile(server.runtime, stranger(), body.id)).rejects.toMatchObject({ code: 'record_missing' });
  });

  test('SEC-33 only pictures, sound and PDF are shown; everything else is kept, and nothing is sniffed or run', async () => {
    const cases: [string, Buffer, string][] = [
      ['a.png', png, 'inline'],
      ['a.pdf', Buffer.from('%PDF-1.4\n'), 'inline'],
      ['a.html', Buffer.from('<!doctype html><script>alert(1)</script>'), 'attachment'],
      ['a.csv', Buffer.from('a;b'), 'attachment'],
    ];
    for (const [name, bytes, disposition] of cases) {
      const { headers } = await follow((await linkTo((await upload(name, bytes)).body.id)).url);
      expect(headers.get('content-disposition')).toMatch(new RegExp(`^${disposition};`));
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain(`default-src 'none'`);
    }
  });

  test('a file of an import is not for those who may not import', async () => {
    const { body } = await upload('contacts.csv', Buffer.from('name;phone'), '?purpose=import', 'marketer');
    for (const path of [`/files/${body.id}`, `/files/${body.id}/link`]) {
      const answer = await server.request<Problem>('GET', path, { as: 'technician' });
      expect([answer.status, answer.body.code]).toEqual([403, 'permission_missing']);
    }
  });

  test('end when the file is deleted', async () => {
    const { body } = await upload('photo.png', png);
    const { url } = await linkTo(body.id);
    await server.inTransaction('operator', (ctx) => deleteFile(ctx, body.id));
    expect((await follow(url)).status).toBe(404);
    const operator = { actor: server.actor('operator') };
    await expect(createFileLink(server.runtime, { id: body.id }, operator)).rejects.toMatchObject({
      code: 'record_missing',
    });
  });
});

test('what a task made is kept with the type it was given', async () => {
  const stream = Readable.from([Buffer.from('a,b\n')]);
  const made = await writeResultFile(server.runtime, server.actor('analyst'), {
    name: 'report.csv',
    contentType: 'text/csv',
    stream,
  });
  expect(made).toMatchObject({ name: 'report.csv', contentType: 'text/csv', purpose: 'task_result', sizeBytes: 4 });
  expect(await text((await openFile(server.runtime, server.actor('owner'), made.id)).stream)).toBe('a,b\n');
});

describe('the bytes', () => {
  let folder: string;
  let runtime: Runtime;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-files-'));
    runtime = { ...server.runtime, storage: await openLocalDisk(folder) };
    return () => rm(folder, { recursive: true });
  });
  const contents = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  /** As if they had been stored long ago. */
  const age = async (): Promise<void> => {
    for (const path of await contents()) await utimes(path, new Date(0), new Date(0));
  };
  const save = (bytes: Buffer, as = server.actor('operator')) =>
    saveFile(runtime, as, { name: 'a.txt', stream: Readable.from([bytes]), ownerKind: 'attachment' });
  const remove = async (id: string, as = server.actor('operator')): Promise<void> => {
    await runtime.transaction(as, (ctx) => deleteFile(ctx, id));
    const { rows } = await server.pools.systemPool.query<{ payload: { input: unknown } }>(
      'delete from graphile_worker._private_jobs returning payload',
    );
    for (const { payload } of rows)
      await jobs[0]!.run(runtime, as, payload.input, { attempt: 1, signal: AbortSignal.abort() });
  };

  test('PLT-40 are kept once for all who have them and go with the last, over all organizations', async () => {
    const bytes = Buffer.from(`shared ${uuidv7()}`);
    const files = [await save(bytes), await save(bytes), await save(bytes, stranger())] as const;
    expect(await contents()).toHaveLength(1);
    await age();
    await remove(files[0].id);
    await remove(files[0].id);
    await remove(files[1].id);
    expect(await contents()).toHaveLength(1);
    expect(await text((await openFile(runtime, stranger(), files[2].id)).stream)).toBe(bytes.toString());
    await remove(files[2].id, stranger());
    expect(await contents()).toEqual([]);
  });

  test('are not removed under somebody who is just storing the same', async () => {
    const bytes = Buffer.from(`contested ${uuidv7()}`);
    const first = await save(bytes);
    await age();
    const storage = runtime.storage;
    // The bytes are stored; before the file is recorded, the only other file with them is deleted.
    const slow: Runtime = {
      ...runtime,
      storage: {
        ...storage,
        write: async (...values) => {
          const stored = await storage.write(...values);
          await remove(first.id);
          return stored;
        },
      },
    };
    const second = await saveFile(slow, server.actor('operator'), {
      name: 'b.txt',
      stream: Readable.from([bytes]),
      ownerKind: 'attachment',
    });
    expect(await text((await openFile(runtime, server.actor('operator'), second.id)).stream)).toBe(bytes.toString());
  });

  test('of an upload that died before its file was known go within a day', async () => {
    const kept = await save(Buffer.from(`kept ${uuidv7()}`));
    await runtime.storage.write(Readable.from([Buffer.from('orphan')]), 100);
    const sweep = (): Promise<void> => scheduledJobs[0]!.run(runtime, new AbortController().signal);
    await sweep();
    expect(await contents()).toHaveLength(2);
    await age();
    await sweep();
    expect(await contents()).toHaveLength(1);
    expect((await openFile(runtime, server.actor('operator'), kept.id)).sizeBytes).toBe(kept.sizeBytes);
  });
});
