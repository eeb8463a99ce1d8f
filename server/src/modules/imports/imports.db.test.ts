import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Contact, ContactSummary } from '@parley/contract/contacts';
import type { File } from '@parley/contract/files';
import type { ContactImport, ImportRejection } from '@parley/contract/imports';
import { permissions } from '@parley/contract/permissions';
import type { Task } from '@parley/contract/tasks';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { routes as contactRoutes } from '#contacts';
import { openFile, routes as fileRoutes, saveFile } from '#files';
import { routes as groupRoutes } from '#groups';
import { systemActor, type Actor, type Runtime } from '#platform/context';
import { openLocalDisk } from '#platform/storage/local-disk';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { zipOf } from '#platform/test-kit/zip-of';
import { uuidv7 } from '#platform/uuid';
import { jobsFor, routes as taskRoutes } from '#tasks';
import { createImport } from './create-import.ts';
import { reactions, routes, taskKinds } from './index.ts';
import { updateImport } from './update-import.ts';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({
    routes: [...routes, ...fileRoutes, ...taskRoutes, ...contactRoutes, ...groupRoutes],
    maxConnections: 10,
  });
});
afterAll(() => server.close());
beforeEach(clear);

async function clear(): Promise<void> {
  for (const organizationId of [server.organizationId, server.otherOrganizationId]) {
    await server.inTransaction(server.actor('owner', organizationId), async ({ db }) => {
      await db.deleteFrom('conversations').execute();
      await db.deleteFrom('contacts').execute();
      await db.deleteFrom('imports').execute();
      await db.deleteFrom('groups').execute();
    });
  }
}

interface Problem {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly rule: string; readonly message: string }[];
}

async function ask<Body>(
  method: string,
  url: string,
  body?: unknown,
  as: 'marketer' | Actor = 'marketer',
  status?: number,
): Promise<Body> {
  const answer = await server.request<Body>(method, url, { as, ...(body !== undefined && { body }) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(status ?? (answer.status < 300 ? answer.status : 200));
  return answer.body;
}
const refused = (method: string, url: string, body: unknown, status = 400): Promise<Problem> =>
  ask(method, url, body, 'marketer', status);

async function upload(content: string | Buffer, name = 'people.csv'): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
  const { body } = await server.request<File>('POST', '/files?purpose=import', { as: 'marketer', body: form });
  return body.id;
}

async function propose(content: string | Buffer, name?: string): Promise<ContactImport> {
  return ask('POST', '/imports', { fileId: await upload(content, name) }, 'marketer', 201);
}

const get = (id: string): Promise<ContactImport> => ask('GET', `/imports/${id}`);
const [job] = jobsFor(taskKinds);

/** What a worker does with a task, here and now. */
async function work(
  taskId: string | null,
  runtime: Runtime = server.runtime,
  signal = new AbortController().signal,
): Promise<void> {
  await job!.run(runtime, systemActor(server.organizationId, new Set(permissions)), { taskId }, { attempt: 1, signal });
}

async function start(id: string): Promise<ContactImport> {
  await work((await ask<ContactImport>('POST', `/imports/${id}/start`, undefined, 'marketer', 202)).taskId);
  return get(id);
}

async function undo(id: string): Promise<ContactImport> {
  await work((await ask<ContactImport>('POST', `/imports/${id}/undo`, undefined, 'marketer', 202)).undoTaskId);
  return get(id);
}

type Change = Omit<Partial<ContactImport>, 'options'> & { options?: Partial<ContactImport['options']> };

async function importAll(content: string | Buffer, change: Change = {}): Promise<ContactImport> {
  const { id } = await propose(content);
  if (Object.keys(change).length > 0) await ask('PATCH', `/imports/${id}`, change);
  return start(id);
}

const names = async (): Promise<string[]> => {
  const { data } = await ask<{ data: ContactSummary[] }>('GET', '/contacts?limit=200&sort=name');
  return data.map(({ displayName }) => displayName);
};
const contactNamed = async (name: string): Promise<Contact> => {
  const { data } = await ask<{ data: ContactSummary[] }>('GET', '/contacts?limit=200');
  return ask('GET', `/contacts/${data.find(({ displayName }) => displayName === name)!.id}`);
};

async function rejectedFile(taskId: string | null): Promise<string> {
  const task = await ask<Task>('GET', `/tasks/${taskId}`);
  const { stream } = await openFile(server.runtime, server.actor('marketer'), task.resultFileId!);
  return (await buffer(stream)).toString();
}

/** Windows-1251, as Excel writes it in Russia. */
function cp1251(content: string): Buffer {
  return Buffer.from(
    Array.from(content, (letter) => {
      const code = letter.codePointAt(0)!;
      if (code < 128) return code;
      if (letter === 'Ё' || letter === 'ё') return letter === 'Ё' ? 0xa8 : 0xb8;
      if (letter === '№') return 0xb9;
      if (letter === '«' || letter === '»') return letter === '«' ? 0xab : 0xbb;
      return code - 0x410 + 0xc0;
    }),
  );
}

const russianFile = cp1251(
  [
    'Фамилия;Имя;Телефон;Почта;Город;Дата рождения;Примечание;Договор №;Группа;Теги',
    'Петров;Иван;8 (916) 123-45-67;IVAN@example.com;Москва;28.02.1990;"Просил звонить;',
    'после ""обеда""";А-1;Клиенты;vip, новый',
    'Ёлкина;Анна;+7 903 765-43-21;;Тверь;;;А-2;Клиенты, Партнёры;',
    'Петров;Иван;89161234567;;;;;;;',
    ';;12345;нет;Омск;;;;;',
    '',
    'Сидоров;"Пётр" лишнее;8 916 000 00 01;;;;;;;',
    ';;;zoya@example.com;;;;;;',
  ].join('\r\n'),
);

describe('CRM-4 from the file to the contacts', () => {
  test('F9 two starts at once are one import, and both get the same answer', async () => {
    const { id } = await propose('Name,Phone\nAnna Once,+15046210001\n');
    const begin = () => ask<ContactImport>('POST', `/imports/${id}/start`, undefined, 'marketer', 202);
    const answers = await Promise.all([begin(), begin(), begin()]);
    expect(new Set(answers.map(({ taskId }) => taskId)).size).toBe(1);
    const { data } = await ask<{ data: Task[] }>('GET', '/tasks?limit=200');
    expect(data.filter(({ id: taskId }) => taskId === answers[0]?.taskId)).toHaveLength(1);
    expect(data.filter(({ title }) => title.includes('people.csv'))).toHaveLength(1);
  });

  test('CRM-4 Windows-1251 with semicolons, quotes and line breaks: proposed, tried, imported, reported', async () => {
    const proposed = await propose(russianFile, 'клиенты.csv');
    expect(proposed).toMatchObject({
      state: 'uploaded',
      fileName: 'клиенты.csv',
      format: { encoding: 'windows-1251', delimiter: ';', hasHeader: true },
      estimatedRows: 6,
      options: { defaultCountry: 'US', onDuplicate: 'skip', consent: null },
      counts: { rows: 0, imported: 0 },
      dryRun: null,
    });
    expect(proposed.columns[2]).toEqual({
      name: 'Телефон',
      samples: ['8 (916) 123-45-67', '+7 903 765-43-21', '89161234567', '12345'],
      guessedBy: 'name',
    });
    expect(proposed.mapping).toEqual([
      { to: 'lastName' },
      { to: 'firstName' },
      { to: 'phone', label: null },
      { to: 'email', label: null },
      { to: 'city' },
      { to: 'birthday' },
      { to: 'notes' },
      { to: 'attribute', key: 'договор', name: 'Договор №' },
      { to: 'groups' },
      { to: 'tags' },
    ]);

    const consent = { basis: 'contract', source: 'договоры 2026' } as const;
    const options = {
      defaultCountry: 'RU',
      consent,
      groupName: 'Весна',
      tags: ['импорт'],
    } as unknown as ContactImport['options'];
    await ask('PATCH', `/imports/${proposed.id}`, { options });
    const { dryRun } = await ask<ContactImport>('POST', `/imports/${proposed.id}/dry-run`);
    expect(dryRun).toMatchObject({ rows: 6, created: 3, updated: 0, duplicates: 1, rejected: 2, complete: true });
    expect(
      dryRun!.errors.map(({ line, reasons }) => [line, reasons.map(({ code, columnName }) => [code, columnName])]),
    ).toEqual([
      [
        6,
        [
          ['phone_too_short', 'Телефон'],
          ['email_malformed', 'Почта'],
          ['row_without_identity', null],
        ],
      ],
      [8, [['csv_quote_misplaced', null]]],
    ]);
    expect(await names()).toEqual([]);

    const done = await start(proposed.id);
    expect(done).toMatchObject({
      state: 'completed',
      counts: { rows: 6, created: 3, updated: 0, duplicates: 1, rejected: 2, imported: 3, warned: 0 },
    });
    expect(await contactNamed('Иван Петров')).toMatchObject({
      phones: [{ phone: '+79161234567', primary: true }],
      emails: [{ email: 'ivan@example.com' }],
      city: 'Москва',
      birthday: '1990-02-28',
      notes: 'Просил звонить;\nпосле "обеда"',
      attributes: { договор: 'А-1' },
      tags: ['vip', 'импорт', 'новый'],
      groups: [{ name: 'Весна' }, { name: 'Клиенты' }],
      consents: [{ network: 'any', basis: 'contract', source: 'договоры 2026' }],
    });
    expect((await contactNamed('Анна Ёлкина')).groups.map(({ name }) => name)).toEqual([
      'Весна',
      'Клиенты',
      'Партнёры',
    ]);
    expect(await names()).toEqual(expect.arrayContaining(['zoya@example.com']));
  });

  test('CRM-4 the rejected rows come back as a file that can be mended and imported', async () => {
    const { taskId, rejectedFileId, id } = await importAll(russianFile, { options: { defaultCountry: 'RU' } });
    const file = await rejectedFile(taskId);
    expect((await ask<Task>('GET', `/tasks/${taskId}`)).resultFileId).toBe(rejectedFileId);
    expect(file).toBe(
      '\ufeff' +
        'Фамилия;Имя;Телефон;Почта;Город;Дата рождения;Примечание;Договор №;Группа;Теги;Why it was not imported\r\n' +
        ';;12345;нет;Омск;;;;;;Телефон: The phone number is too short. Почта: This is not an e-mail address. There is no name, no usable phone, no e-mail.\r\n' +
        '"Сидоров;""Пётр"" лишнее;8 916 000 00 01;;;;;;;";;;;;;;;;;There is text after a closing quote.\r\n',
    );
    const page = await ask<{ data: ImportRejection[]; nextCursor: string }>('GET', `/imports/${id}/rejections?limit=1`);
    expect(page.data).toMatchObject([{ line: 6, cells: ['', '', '12345', 'нет', 'Омск', '', '', '', '', ''] }]);
    const next = await ask<{ data: ImportRejection[]; nextCursor: null }>(
      'GET',
      `/imports/${id}/rejections?limit=1&cursor=${page.nextCursor}`,
    );
    expect(next).toMatchObject({ data: [{ line: 8, reasons: [{ code: 'csv_quote_misplaced' }] }], nextCursor: null });

    const mended = file.replace('12345', '8 916 765 43 21').replace(/"Сидоров.*\r\n/, '');
    const again = await propose(mended);
    expect(again.mapping.at(-1)).toEqual({ to: 'ignore' });
    await ask('PATCH', `/imports/${again.id}`, { options: { defaultCountry: 'RU' } });
    expect((await start(again.id)).counts).toMatchObject({ rows: 1, created: 1, warned: 1 });
    expect(await names()).toEqual(expect.arrayContaining(['+79167654321']));
  });

  test('an import without rejected rows makes no file', async () => {
    const done = await importAll('name,phone\nAnn,+15043018123\n');
    expect(done.rejectedFileId).toBeNull();
    expect(await ask<Task>('GET', `/tasks/${done.taskId}`)).toMatchObject({
      resultFileId: null,
      state: 'completed',
      done: 1,
      total: 1,
      result: { imported: 1 },
    });
  });

  test('reasons are told in the reader’s language', async () => {
    const { id } = await importAll('name,phone\n,12\n');
    const russian = { ...server.actor('marketer'), language: 'ru' as const };
    const { data } = await ask<{ data: ImportRejection[] }>('GET', `/imports/${id}/rejections`, undefined, russian);
    expect(data[0]!.reasons.map((reason) => reason.text)).toEqual([
      'Номер телефона слишком короткий.',
      'Нет ни имени, ни пригодного телефона, ни почты.',
    ]);
  });

  test('the list has the newest first, in pages', async () => {
    const ids: string[] = [];
    for (const name of ['a.csv', 'b.csv', 'c.csv']) ids.unshift((await propose('name\nAnn\n', name)).id);
    const page = await ask<{ data: ContactImport[]; nextCursor: string }>('GET', '/imports?limit=2');
    const rest = await ask<{ data: ContactImport[]; nextCursor: null }>(
      'GET',
      `/imports?limit=2&cursor=${page.nextCursor}`,
    );
    expect([...page.data, ...rest.data].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
  });

  test('a finished import is announced once and written down', async () => {
    const { id } = await importAll('name\nAnn\n');
    const found = await server.inTransaction('owner', async ({ db }) => ({
      events: await db
        .selectFrom('events')
        .select('payload')
        .where('name', '=', 'import.finished')
        .where('subject_id', '=', id)
        .execute(),
      audit: await db
        .selectFrom('audit_entries')
        .select(['action', 'actor_id'])
        .where('subject_id', '=', id)
        .orderBy('id')
        .execute(),
    }));
    expect(found.events).toEqual([{ payload: { importId: id, state: 'completed' } }]);
    const by = server.actor('marketer').id;
    expect(found.audit).toEqual(
      ['import.created', 'import.started', 'import.finished'].map((action) => ({ action, actor_id: by })),
    );
  });
});

describe('UX-44 the proposal', () => {
  test('UX-44 the mapping used the last time for the same header is proposed again', async () => {
    const header = 'Name,Mobile,Plan';
    const first = await propose(`${header}\nAnn,+15043018123,gold\n`);
    expect(first.columns.map(({ guessedBy }) => guessedBy)).toEqual(['name', 'name', 'nothing']);
    const mapping = [{ to: 'displayName' }, { to: 'phone', label: 'work' }, { to: 'tags' }] as ContactImport['mapping'];
    await ask('PATCH', `/imports/${first.id}`, { mapping });
    expect((await propose(`${header}\nBob,+15043018124,x\n`)).mapping, 'not used yet').not.toEqual(mapping);
    await start(first.id);
    const second = await propose('name , MOBILE,plan\nBob,+15043018124,silver\n');
    expect(second.mapping).toEqual(mapping);
    expect(second.columns.map(({ guessedBy }) => guessedBy)).toEqual(['remembered', 'remembered', 'remembered']);
    const form = new FormData();
    form.append('file', new Blob([`${header}\nEve,+15043018125,x\n`]), 'x.csv');
    const stranger = server.actor('owner', server.otherOrganizationId);
    const theirs = (await server.request<File>('POST', '/files?purpose=import', { as: stranger, body: form })).body;
    expect((await ask<ContactImport>('POST', '/imports', { fileId: theirs.id }, stranger)).mapping).not.toEqual(
      mapping,
    );
  });

  test('UX-44 another encoding, delimiter or header is read anew', async () => {
    const { id } = await propose(cp1251('Имя|Телефон\nИван|+79161234567\n'));
    const changed = await ask<ContactImport>('PATCH', `/imports/${id}`, {
      format: { encoding: 'windows-1252', delimiter: ',', hasHeader: false },
    });
    expect(changed.format).toEqual({ encoding: 'windows-1252', delimiter: ',', hasHeader: false });
    expect(changed.columns).toHaveLength(1);
    expect(changed.columns[0]!.name).toBeNull();
    const back = await ask<ContactImport>('PATCH', `/imports/${id}`, {
      format: { encoding: 'windows-1251', delimiter: '|', hasHeader: true },
    });
    expect(back.columns.map(({ name }) => name)).toEqual(['Имя', 'Телефон']);
    expect((await start(id)).counts).toMatchObject({ created: 1 });
  });

  test('the columns of a file without a header are those of most rows, and its first row counts', async () => {
    const rows = ['Ann,+15043018123', 'Bob,+15043018124,,,', 'Eve,+15043018125'].join('\n');
    const proposed = await propose(rows);
    expect(proposed).toMatchObject({
      format: { hasHeader: false },
      estimatedRows: 3,
      columns: [{ name: null }, { name: null }],
    });
    expect((await start(proposed.id)).counts).toMatchObject({ rows: 3, created: 3, rejected: 0 });
  });

  test('UTF-16 and UTF-8 with a mark are read', async () => {
    const content = 'Имя\tТелефон\r\nИван\t+79161234567\r\n';
    const utf16 = await propose(Buffer.from(`\ufeff${content}`, 'utf16le'));
    expect(utf16).toMatchObject({
      format: { encoding: 'utf-16le', delimiter: '\t' },
      columns: [{ name: 'Имя' }, { name: 'Телефон' }],
    });
    expect((await start(utf16.id)).counts).toMatchObject({ created: 1, rejected: 0 });
    const utf8 = await propose(`\ufeff${content}`);
    expect(utf8).toMatchObject({ format: { encoding: 'utf-8' }, columns: [{ name: 'Имя' }, {}] });
  });

  test('CRM-4 an Excel workbook and an address book are imported as tables', async () => {
    const texts = ['Имя', 'Телефон', 'Иван', '+79161234567'].map((text) => `<si><t>${text}</t></si>`).join('');
    const cell = (place: string, index: number) => `<c r="${place}" t="s"><v>${index}</v></c>`;
    const rows = `<row>${cell('A1', 0)}${cell('B1', 1)}</row><row>${cell('A2', 2)}${cell('B2', 3)}</row>`;
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
    const workbook = zipOf({
      '[Content_Types].xml': `<Types><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/></Types>`,
      'xl/workbook.xml': '<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
      'xl/sharedStrings.xml': `<sst>${texts}</sst>`,
    });
    const proposed = await propose(workbook, 'people.xlsx');
    expect(proposed).toMatchObject({
      fileName: 'people.xlsx',
      columns: [{ name: 'Имя' }, { name: 'Телефон' }],
      mapping: [{ to: 'firstName' }, { to: 'phone' }],
    });
    expect((await start(proposed.id)).counts).toMatchObject({ created: 1, rejected: 0 });
    const cards = await propose('BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nTEL:+15046218927\nEND:VCARD\n', 'phone.vcf');
    expect((await start(cards.id)).counts).toMatchObject({ rows: 1, created: 1, rejected: 0 });
    const broken = await refused('POST', '/imports', {
      fileId: await upload(workbook.fill(0, 400, 600), 'broken.xlsx'),
    });
    expect(broken.errors).toMatchObject([{ path: 'fileId', rule: 'file_unreadable' }]);
  });

  test('what is no table, is empty, or was uploaded for something else is refused by name', async () => {
    const rule = async (fileId: string) =>
      (await refused('POST', '/imports', { fileId })).errors.map((fault) => [fault.path, fault.rule]);
    expect(await rule(await upload('%PDF-1.7\n', 'a.pdf'))).toEqual([['fileId', 'file_not_csv']]);
    expect(await rule(await upload('\n\n\n'))).toEqual([['fileId', 'file_empty']]);
    expect(await rule(await upload(''))).toEqual([['fileId', 'file_empty']]);
    const form = new FormData();
    form.append('file', new Blob(['name\nAnn\n']), 'a.csv');
    const attachment = (await server.request<File>('POST', '/files', { as: 'marketer', body: form })).body;
    expect(await rule(attachment.id)).toEqual([['fileId', 'file_purpose_other']]);
    expect((await refused('POST', '/imports', { fileId: uuidv7() }, 404)).code).toBe('record_missing');
  });

  test('a mapping and options that cannot be are refused with the place of each fault', async () => {
    const { id } = await propose('first,last,phone\nAnn,Lee,+15043018123\n');
    const faults = async (body: unknown) =>
      (await refused('PATCH', `/imports/${id}`, body)).errors.map((fault) => `${fault.path} ${fault.rule}`);
    expect(await faults({ mapping: [{ to: 'phone' }] })).toEqual(['mapping length_differs']);
    expect(await faults({ mapping: [{ to: 'city' }, { to: 'city' }, { to: 'phone' }] })).toEqual([
      'mapping.1 target_repeated',
    ]);
    expect(await faults({ mapping: [{ to: 'city' }, { to: 'ignore' }, { to: 'tags' }] })).toEqual([
      'mapping identity_missing',
    ]);
    expect(
      await faults({ mapping: [{ to: 'attribute', key: '__proto__' }, { to: 'ignore' }, { to: 'phone' }] }),
    ).toEqual(['mapping.0.key attribute_key_not_valid']);
    expect(await faults({ options: { defaultCountry: 'XX', groupId: uuidv7() } })).toEqual([
      'options.defaultCountry country_unknown',
      'options.groupId group_unknown',
    ]);
    expect(await faults({ options: { groupId: uuidv7(), groupName: 'A' } })).toEqual([
      'options.groupName group_given_twice',
      'options.groupId group_unknown',
    ]);
    expect(await faults({ options: { onDuplicate: 'merge' }, organizationId: uuidv7() })).toEqual([
      'options.onDuplicate not_in_list',
      'organizationId unknown_field',
    ]);
    expect((await get(id)).options.onDuplicate).toBe('skip');
  });

  test('an import cannot be changed, tried or undone out of turn; a second start changes nothing', async () => {
    const { id } = await propose('name\nAnn\n');
    expect((await refused('POST', `/imports/${id}/undo`, undefined, 409)).code).toBe('import_move_not_allowed');
    const [one, two] = [
      await ask<ContactImport>('POST', `/imports/${id}/start`),
      await ask<ContactImport>('POST', `/imports/${id}/start`),
    ];
    expect(two.taskId).toBe(one.taskId);
    for (const url of [`/imports/${id}/dry-run`, `/imports/${id}/undo`]) {
      expect((await refused('POST', url, undefined, 409)).code, url).toBe('import_move_not_allowed');
    }
    expect((await refused('PATCH', `/imports/${id}`, { options: { tags: ['x'] } }, 409)).code).toBe(
      'import_move_not_allowed',
    );
    await work(one.taskId);
    expect(await names()).toEqual(['Ann']);
    expect((await refused('POST', `/imports/${id}/start`, undefined, 409)).code).toBe('import_move_not_allowed');
  });

  test('SEC-1 another organization’s import is not there', async () => {
    const { id } = await importAll('name,phone\n,1\n');
    const stranger = server.actor('owner', server.otherOrganizationId);
    for (const [method, url, body] of [
      ['GET', `/imports/${id}`],
      ['GET', `/imports/${id}/rejections`],
      ['PATCH', `/imports/${id}`, { options: { tags: ['x'] } }],
      ['POST', `/imports/${id}/dry-run`],
      ['POST', `/imports/${id}/start`],
      ['POST', `/imports/${id}/undo`],
    ] as const) {
      expect(
        (await server.request(method, url, { as: stranger, ...(body && { body }) })).status,
        `${method} ${url}`,
      ).toBe(404);
    }
    expect((await ask<{ data: unknown[] }>('GET', '/imports', undefined, stranger)).data).toEqual([]);
    const { fileId } = await get(id);
    expect((await server.request('POST', '/imports', { as: stranger, body: { fileId } })).status).toBe(404);
    expect((await server.request('GET', '/imports', { as: 'operator' })).status).toBe(403);
  });
});

describe('CRM-4 people who are here already', () => {
  const before = 'name,phone,city\nAnn,+15043018123,Omsk\nBob,+15043018124,Tver\n';
  const after = 'name,phone,city,tags\nAnna,+15043018123,Minsk,x\nEve,+15043018125,Kursk,x\nEve L,+15043018125,,y\n';
  const expected = {
    skip: {
      counts: { created: 1, updated: 0, duplicates: 2, rejected: 0 },
      people: ['Ann Omsk ', 'Bob Tver ', 'Eve Kursk x'],
    },
    update: {
      counts: { created: 1, updated: 2, duplicates: 0, rejected: 0 },
      people: ['Anna Minsk x', 'Bob Tver ', 'Eve L Kursk x,y'],
    },
    create: {
      counts: { created: 3, updated: 0, duplicates: 0, rejected: 0 },
      people: ['Ann Omsk ', 'Anna Minsk x', 'Bob Tver ', 'Eve Kursk x', 'Eve L  y'],
    },
  };

  test.each(['skip', 'update', 'create'] as const)('CRM-4 %s, and the dry run said so', async (onDuplicate) => {
    await importAll(before);
    const { id } = await propose(after);
    await ask('PATCH', `/imports/${id}`, { options: { onDuplicate } });
    const { dryRun } = await ask<ContactImport>('POST', `/imports/${id}/dry-run`);
    const { counts } = await start(id);
    expect(counts).toMatchObject(expected[onDuplicate].counts);
    expect(dryRun).toMatchObject(expected[onDuplicate].counts);
    const { data } = await ask<{ data: ContactSummary[] }>('GET', '/contacts?sort=name');
    expect(data.map(({ displayName, city, tags }) => `${displayName} ${city ?? ''} ${tags.toSorted().join()}`)).toEqual(
      expected[onDuplicate].people,
    );
  });

  test.each(['skip', 'update'] as const)(
    'F37 the same file once more with %s makes nobody twice',
    async (onDuplicate) => {
      const file =
        'name,phone,email\nAnn,+15043018123,\nBob,,bob@example.com\n,+15043018124,eve@example.com\nbad,12,\n';
      const first = await importAll(file, { options: { onDuplicate } });
      expect(first.counts).toMatchObject({ rows: 4, created: 4, rejected: 0, warned: 1 });
      const people = await names();
      const { counts } = await importAll(file, { options: { onDuplicate } });
      expect(await names()).toEqual(people);
      expect(counts).toMatchObject({ rows: 4, created: 0, [onDuplicate === 'skip' ? 'duplicates' : 'updated']: 4 });
    },
  );

  test('a dry run tells of earlier rows of the same file over any distance, and of a changed setting nothing', async () => {
    const rows = Array.from(
      { length: 4_500 },
      (_, i) => `P${i},+1504301${String(1_000 + (i % 3_000)).padStart(4, '0')}`,
    );
    const { id } = await propose(`name,phone\n${rows.join('\n')}\n`);
    const { dryRun } = await ask<ContactImport>('POST', `/imports/${id}/dry-run`);
    expect(dryRun).toMatchObject({ rows: 4_500, created: 3_000, duplicates: 1_500 });
    expect(
      (await ask<ContactImport>('PATCH', `/imports/${id}`, { options: { onDuplicate: 'create' } })).dryRun,
    ).toBeNull();
    expect((await ask<ContactImport>('POST', `/imports/${id}/dry-run`)).dryRun).toMatchObject({
      created: 4_500,
      duplicates: 0,
    });
  });

  test('a long file is tried by a task, whose answer is not kept when the settings change meanwhile', async () => {
    const rows = Array.from({ length: 6_000 }, (_, i) => `P${i},+1504301${String(1_000 + i).padStart(4, '0')}`);
    const { id } = await propose(`name,phone\n${rows.join('\n')}\n`);
    const { dryRun, dryRunTaskId } = await ask<ContactImport>('POST', `/imports/${id}/dry-run`);
    expect(dryRun).toBeNull();
    await work(dryRunTaskId);
    expect((await get(id)).dryRun).toMatchObject({ rows: 6_000, created: 6_000, complete: true });
    expect(await ask<Task>('GET', `/tasks/${dryRunTaskId}`)).toMatchObject({
      state: 'completed',
      done: 6_000,
      total: 6_000,
      result: { created: 6_000 },
    });
    expect(await names()).toEqual([]);

    const second = await ask<ContactImport>('POST', `/imports/${id}/dry-run`);
    const meddling: Runtime = {
      ...server.runtime,
      storage: {
        ...server.runtime.storage,
        read: async (...args) => {
          await ask('PATCH', `/imports/${id}`, { options: { onDuplicate: 'create' } });
          return server.runtime.storage.read(...args);
        },
      },
    };
    await work(second.dryRunTaskId, meddling);
    expect((await get(id)).dryRun).toBeNull();
  });
});

describe('hostile files', () => {
  test('SEC-15 a column called __proto__ pollutes nothing', async () => {
    const header = '__proto__,constructor,toString,name,prototype\n';
    const proposed = await propose(`${header}polluted,polluted,polluted,Ann,polluted\n`);
    expect(proposed.columns.map(({ name }) => name)).toEqual([
      '__proto__',
      'constructor',
      'toString',
      'name',
      'prototype',
    ]);
    await start(proposed.id);
    const { attributes } = await contactNamed('Ann');
    expect(Object.keys(attributes)).not.toContain('__proto__');
    expect(Object.values(attributes)).toEqual(['polluted', 'polluted', 'polluted', 'polluted']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('SEC-17 nothing in the file of rejected rows runs as a formula', async () => {
    const cells = ['=HYPERLINK("http://evil")', '+cmd|calc', '-2+3', '@SUM(A1)', '\t=1'];
    const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
    const { taskId, counts } = await importAll(`phone,=a,+b,-c,@d,e\n${['12', ...quoted].join(',')}\n`);
    expect(counts).toMatchObject({ rejected: 1 });
    const file = await rejectedFile(taskId);
    const [header, row] = file.slice(1).split('\r\n');
    expect(header).toBe("phone,'=a,'+b,'-c,'@d,e,Why it was not imported");
    expect(row).toContain(`"'=HYPERLINK(""http://evil"")",'+cmd|calc,'-2+3,'@SUM(A1),'\t=1,`);
  });

  test('a row that the database does not take is refused alone', async () => {
    await server.pools.system(async (db) => {
      await db.client.query('set local role parley_owner');
      await sql`alter table contacts add constraint no_omsk check (city is distinct from 'Omsk')`.execute(db);
    });
    try {
      const rows = Array.from({ length: 50 }, (_, i) => `P${i},${i === 17 || i === 40 ? 'Omsk' : 'Tver'}`);
      const { counts, id } = await importAll(`name,city\n${rows.join('\n')}\n`);
      expect(counts).toMatchObject({ rows: 50, created: 48, rejected: 2 });
      const { data } = await ask<{ data: ImportRejection[] }>('GET', `/imports/${id}/rejections`);
      expect(data).toMatchObject([
        { line: 19, cells: ['P17', 'Omsk'], reasons: [{ code: 'row_refused' }] },
        { line: 42, cells: ['P40', 'Omsk'] },
      ]);
    } finally {
      await server.pools.system(async (db) => {
        await db.client.query('set local role parley_owner');
        await sql`alter table contacts drop constraint no_omsk`.execute(db);
      });
    }
  });

  test('a column of nonsense mapped to groups does not make a group a row', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `P${i},G${i}`);
    const { counts } = await importAll(`name,group\n${rows.join('\n')}\n`);
    expect(counts).toMatchObject({ rows: 300, created: 200, rejected: 100 });
    const groups = await server.inTransaction('owner', ({ db }) => db.selectFrom('groups').select('id').execute());
    expect(groups).toHaveLength(200);
  });

  test('whatever the bytes are, the totals add up, the dry run agrees, and every row is somewhere', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'Ann',
        '+15043018123',
        '504 301 8124',
        'a@example.com',
        '',
        '"',
        '""',
        '\0',
        '\u202e',
        '=1',
        '\ud83d\ude00',
        'x'.repeat(3_000),
        'Ё;"',
        '__proto__',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 6 }).map((cells) => cells.join(','));
    const lines = fc.array(row, { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom('skip', 'update', 'create'),
        fc.constantFrom('utf-8', 'windows-1251'),
        async (body, onDuplicate, encoding) => {
          // Past what the upload looks at, which takes a NUL for the sign of another kind of file.
          const content = `name,phone,email,tags,extra\nPad,,,,${'x'.repeat(5_000)}\n${body.join('\n')}`;
          const { id } = await propose(Buffer.from(content));
          const mapping = [
            { to: 'displayName' },
            { to: 'phone' },
            { to: 'email' },
            { to: 'tags' },
            { to: 'attribute', key: 'extra' },
          ];
          const format = { encoding, delimiter: ',', hasHeader: true };
          await ask('PATCH', `/imports/${id}`, { format, mapping, options: { onDuplicate } });
          const { dryRun } = await ask<ContactImport>('POST', `/imports/${id}/dry-run`);
          const { counts, state } = await start(id);
          expect(state).toBe('completed');
          expect(counts.created + counts.updated + counts.duplicates + counts.rejected).toBe(counts.rows);
          expect(counts.imported).toBe(counts.created + counts.updated);
          const { rows, created, updated, duplicates, rejected, warned } = counts;
          expect(dryRun).toMatchObject({ rows, created, updated, duplicates, rejected, warned });
          const stored = await server.inTransaction('owner', async ({ db }) => ({
            contacts: await db.selectFrom('contacts').select('id').where('import_id', '=', id).execute(),
            rejections: await db.selectFrom('import_rejections').select('line').where('import_id', '=', id).execute(),
          }));
          expect([stored.contacts.length, stored.rejections.length]).toEqual([created, rejected]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('UX-45 undo', () => {
  test('UX-45 takes back who came, gives back who was here, and keeps who somebody works with', async () => {
    await importAll('name,phone,city\nOld,+15043018101,Omsk\nSeen,+15043018102,Omsk\n', { options: { tags: ['a'] } });
    const list = [
      'phone,city,group,notes',
      '+15043018103,Tver,G,',
      '+15043018104,Tver,G,Edited',
      '+15043018105,Tver,,',
      '+15043018101,Tver,G,',
      '+15043018102,Tver,,',
    ];
    list.push('+15043018103,Kursk,,');
    const consent = { network: 'sms', basis: 'own_list', wording: null, source: null } as const;
    const options = { onDuplicate: 'update' as const, groupName: 'List', tags: ['b'], consent };
    const done = await importAll(list.join('\n'), { options: { ...options, tags: [...options.tags] } });
    expect(done.counts).toMatchObject({ rows: 6, created: 3, updated: 3 });
    const seen = await contactNamed('Seen');
    await ask('PATCH', `/contacts/${seen.id}`, { city: 'Perm' });
    await ask('PATCH', `/contacts/${(await contactNamed('+15043018104')).id}`, { notes: 'called' });
    await converse((await contactNamed('+15043018105')).id);

    const undone = await undo(done.id);
    expect(undone).toMatchObject({ state: 'undone', undo: { deleted: 1, kept: 2, restored: 1, changedSince: 1 } });
    expect(await names()).toEqual(['+15043018104', '+15043018105', 'Old', 'Seen']);
    expect(await contactNamed('Old')).toMatchObject({ city: 'Omsk', tags: ['a'], groups: [], consents: [] });
    expect(await contactNamed('Seen')).toMatchObject({ city: 'Perm', groups: [], consents: [] });
    const groups = await ask<{ data: { name: string; memberCount: number }[] }>('GET', '/groups');
    expect(groups.data.map(({ name, memberCount }) => [name, memberCount])).toEqual([
      ['G', 1],
      ['List', 2],
    ]);
    const found = await server.inTransaction('owner', async ({ db }) => ({
      changes: await db.selectFrom('import_changes').select('contact_id').execute(),
      events: await db
        .selectFrom('events')
        .select('payload')
        .where('name', '=', 'import.finished')
        .where('subject_id', '=', done.id)
        .orderBy('id')
        .execute(),
    }));
    expect(found.changes).toEqual([]);
    expect(found.events.map(({ payload }) => (payload as { state: string }).state)).toEqual(['completed', 'undone']);
    expect((await refused('POST', `/imports/${done.id}/undo`, undefined, 409)).code).toBe('import_move_not_allowed');
  });

  test('F37 undo killed at any step goes on: nobody is counted twice', async () => {
    await importAll('name,phone\nOld,+15043018101\n');
    const list = 'name,phone,city\nA,+15043018111,\nB,+15043018112,\nOld,+15043018101,Tver\n';
    for (let point = 1; ; point++) {
      const { id } = await importAll(list, { options: { onDuplicate: 'update', groupName: 'List' } });
      const { undoTaskId } = await ask<ContactImport>('POST', `/imports/${id}/undo`);
      const crash = crashing(point);
      await work(undoTaskId, crash.runtime).catch(() => undefined);
      if (!crash.happened()) break;
      await work(undoTaskId);
      expect(await get(id), `point ${point}`).toMatchObject({
        state: 'undone',
        undo: { deleted: 2, kept: 0, restored: 1, changedSince: 0 },
      });
      expect(await names()).toEqual(['Old']);
    }
  });

  test('a contact that is erased takes its earlier look with it', async () => {
    await importAll('name,phone\nOld,+15043018101\n');
    await importAll('name,phone,city\nOld,+15043018101,Tver\n', { options: { onDuplicate: 'update' } });
    const { id } = await contactNamed('Old');
    const changes = () =>
      server.inTransaction('owner', ({ db }) => db.selectFrom('import_changes').select('contact_id').execute());
    expect(await changes()).toHaveLength(1);
    await ask('DELETE', `/contacts/${id}`, undefined, server.actor('owner'));
    const event = {
      position: 1,
      id: uuidv7(),
      organizationId: server.organizationId,
      name: 'contact.erased' as const,
      payload: { contactIds: [id] },
      createdAt: new Date(),
    };
    for (const reaction of reactions) await server.inTransaction('owner', (ctx) => reaction.run(ctx, event));
    expect(await changes()).toEqual([]);
  });
});

describe('cut short', () => {
  const people = (count: number, from = 0) =>
    Array.from(
      { length: count },
      (_, i) => `P${from + i},+1504${String(3_010_000 + from + i)},p${from + i}@example.com,${i % 3 ? '' : 'G'}`,
    );

  test('a cancelled import stands still, shows what it did, goes on when its task is retried, and can be undone', async () => {
    const { id } = await propose(`name,phone,email,group\n${people(1_500).join('\n')}\n`);
    const { taskId } = await ask<ContactImport>('POST', `/imports/${id}/start`);
    await work(
      taskId,
      afterFirstBatch(id, async () => void (await ask('POST', `/tasks/${taskId}/cancel`))),
    );
    const stopped = await get(id);
    expect(stopped).toMatchObject({ state: 'cancelled', counts: { rows: 500, created: 500 } });
    expect((await ask<Task>('GET', `/tasks/${taskId}`)).state).toBe('cancelled');
    await ask('POST', `/tasks/${taskId}/retry`);
    expect((await get(id)).state).toBe('running');
    await work(taskId);
    expect(await get(id)).toMatchObject({ state: 'completed', counts: { rows: 1_500, created: 1_500 } });
    expect((await undo(id)).undo).toEqual({ deleted: 1_500, kept: 0, restored: 0, changedSince: 0 });
    expect(await names()).toEqual([]);
  });

  test('what was undone after it was cancelled does not go on', async () => {
    const { id } = await propose(`name,phone,email,group\n${people(1_500).join('\n')}\n`);
    const { taskId } = await ask<ContactImport>('POST', `/imports/${id}/start`);
    await work(
      taskId,
      afterFirstBatch(id, async () => void (await ask('POST', `/tasks/${taskId}/cancel`))),
    );
    expect(await undo(id)).toMatchObject({ state: 'undone', undo: { deleted: 500 } });
    await ask('POST', `/tasks/${taskId}/retry`);
    await work(taskId).catch(() => undefined);
    expect(await ask<Task>('GET', `/tasks/${taskId}`)).toMatchObject({
      state: 'failed',
      error: { code: 'import_move_not_allowed' },
    });
    expect(await names()).toEqual([]);
  });

  test('F37 killed by SIGKILL: the next process goes on, no row twice, none lost', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-import-'));
    const runtime: Runtime = { ...server.runtime, storage: await openLocalDisk(folder) };
    const caller = { actor: server.actor('marketer') } as Parameters<typeof createImport>[2];
    const content = Readable.from([Buffer.from(`name,phone,email,group\n${people(12_000).join('\n')}\n`)]);
    const file = await saveFile(runtime, caller.actor, { name: 'a.csv', stream: content, ownerKind: 'import' });
    const { id } = await createImport(runtime, { fileId: file.id }, caller);
    await updateImport(runtime, { id, options: { onDuplicate: 'create', groupName: 'List' } }, caller);
    const { taskId } = await ask<ContactImport>('POST', `/imports/${id}/start`);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'import-process.ts'), server.connectionString, folder],
      { stdio: 'inherit' },
    );
    try {
      await expect.poll(async () => (await get(id)).counts.rows, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { rows } = (await get(id)).counts;
      expect(rows).toBeLessThan(12_000);
      await work(taskId, runtime);
      expect(await get(id)).toMatchObject({ state: 'completed', counts: { rows: 12_000, created: 12_000 } });
      expect(await figures(id)).toMatchObject({ contacts: 12_000, phones: 12_000, emails: 12_000, counted: 12_000 });
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  });

  test('F37 killed at any await around a commit: no row twice, none lost, the report complete', async () => {
    // Two batches; the second has rejected rows. With `create` a row that came twice would show.
    const rows = people(520);
    rows.splice(505, 0, ',12,,', ',13,,');
    const fileId = await upload(`name,phone,email,group\n${rows.join('\n')}\n`);
    let points = 0;
    for (let point = 1; ; point++) {
      const { id } = await ask<ContactImport>('POST', '/imports', { fileId });
      const options = { onDuplicate: 'create', groupName: `List ${point}`, consent: { basis: 'consent' } };
      await ask('PATCH', `/imports/${id}`, { options });
      const { taskId } = await ask<ContactImport>('POST', `/imports/${id}/start`);
      const crash = crashing(point);
      await work(taskId, crash.runtime).catch(() => undefined);
      if (!crash.happened()) break;
      points = point;
      await work(taskId);
      expect(await get(id), `point ${point}`).toMatchObject({
        state: 'completed',
        counts: { rows: 522, created: 520, updated: 0, duplicates: 0, rejected: 2 },
      });
      expect(await figures(id), `point ${point}`).toEqual({
        contacts: 520,
        phones: 520,
        emails: 520,
        consents: 520,
        members: 520 + 174,
        counted: 520,
        rejections: 2,
        finished: 1,
      });
      expect((await rejectedFile(taskId)).split('\r\n')).toHaveLength(4);
    }
    expect(points).toBeGreaterThan(60);
  });

  /** Waits, once the first batch is in, for what is done then and for the task to hear of it. */
  function afterFirstBatch(id: string, act: () => Promise<void>): Runtime {
    let acted = false;
    return {
      ...server.runtime,
      transaction: async (actor, workOf, options) => {
        const result = await server.runtime.transaction(actor, workOf, options);
        if (!acted && (await get(id)).counts.rows > 0) {
          acted = true;
          await act();
          await new Promise((resolve) => setTimeout(resolve, 700));
        }
        return result;
      },
    };
  }

  async function figures(importId: string): Promise<Record<string, number>> {
    return server.inTransaction('owner', async ({ db }) => {
      const { rows } = await sql<
        Record<string, number>
      >`with made as materialized (select array(select id from contacts where import_id = ${importId}) as ids)
        select cardinality(ids) as contacts,
          (select count(*) from contact_phones where contact_id = any(ids)) as phones,
          (select count(*) from contact_emails where contact_id = any(ids)) as emails,
          (select count(*) from contact_consents where contact_id = any(ids)) as consents,
          (select count(*) from group_members where contact_id = any(ids)) as members,
          (select member_count from groups, imports where groups.id = imports.group_id and imports.id = ${importId}) as counted,
          (select count(*) from import_rejections where import_id = ${importId}) as rejections,
          (select count(*) from events where name = 'import.finished' and subject_id = ${importId}) as finished from made`.execute(
        db,
      );
      return rows[0]!;
    });
  }
});

/** A process that dies at the nth point: before a transaction, before one of its statements, before or after its commit. */
function crashing(point: number): { runtime: Runtime; happened: () => boolean } {
  let reached = 0;
  const pass = (): void => {
    if (++reached >= point) throw new Error(`The process died at point ${point}.`);
  };
  const runtime: Runtime = {
    ...server.runtime,
    transaction: async (actor, workOf, options) => {
      pass();
      const result = await server.runtime.transaction(
        actor,
        async (ctx) => {
          const { client } = ctx.db;
          const query = client.query.bind(client) as (...args: unknown[]) => unknown;
          Object.assign(client, {
            query: (...args: unknown[]) => {
              pass();
              return query(...args);
            },
          });
          try {
            const done = await workOf(ctx);
            pass();
            return done;
          } finally {
            delete (client as { query?: unknown }).query;
          }
        },
        options,
      );
      pass();
      return result;
    },
  };
  return { runtime, happened: () => reached >= point };
}

/** Somebody began to talk with the contact. */
async function converse(contactId: string): Promise<void> {
  await server.inTransaction('owner', async ({ db, actor }) => {
    const channel = { organization_id: actor.organizationId, id: uuidv7() };
    await db
      .insertInto('channels')
      .values({
        ...channel,
        kind: 'test',
        network: 'sms',
        name: `C ${channel.id}`,
        settings: '{}',
        secrets: Buffer.alloc(0),
      })
      .execute();
    await db
      .insertInto('conversations')
      .values({
        organization_id: actor.organizationId,
        id: uuidv7(),
        channel_id: channel.id,
        contact_id: contactId,
        peer: '+15043018105',
      })
      .execute();
  });
}
