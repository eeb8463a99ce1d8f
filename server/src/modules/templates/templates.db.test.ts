import type {
  SavedTemplate,
  Template,
  TemplateCategory,
  TemplatePreview,
  TemplateVersion,
} from '@parley/contract/templates';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { routes } from '#templates';

let kit: TestServer;

beforeAll(async () => {
  kit = await createTestServer({ routes });
});
afterAll(() => kit.close());

interface Refusal {
  readonly code: string;
  readonly errors: { path: string; rule: string; message: string }[];
}

const post = <Body = SavedTemplate>(path: string, body?: unknown) =>
  kit.request<Body & Refusal>('POST', path, { as: 'marketer', ...(body !== undefined && { body }) });
const patch = (id: string, body: unknown) =>
  kit.request<SavedTemplate & Refusal>('PATCH', `/templates/${id}`, { as: 'marketer', body });
const get = async <Body>(path: string): Promise<Body> =>
  (await kit.request<Body>('GET', path, { as: 'operator' })).body;
const items = (text: string) => [{ kind: 'text', text }];
const create = async (text = 'Hello, {{firstName|friend}}!', name = uuidv7()): Promise<SavedTemplate> =>
  (await post('/templates', { name, target: 'sms', items: items(text) })).body;

async function addContact(values: { attributes?: Record<string, unknown>; first_name?: string } = {}): Promise<string> {
  const id = uuidv7();
  const { attributes = {}, ...rest } = values;
  await kit.inTransaction('owner', async ({ db }) => {
    const contact = {
      organization_id: kit.organizationId,
      id,
      display_name: 'Olga Smith',
      city: 'Perm',
      ...rest,
      attributes: JSON.stringify(attributes),
    };
    await db.insertInto('contacts').values(contact).execute();
    await db
      .insertInto('contact_phones')
      .values({ organization_id: kit.organizationId, contact_id: id, phone: '+79161112233', is_primary: true })
      .execute();
  });
  return id;
}

describe('saving', () => {
  test('TPL-2 a template is created, read and listed', async () => {
    const made = await post('/templates', { name: 'Greeting', items: items('Hello') });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'Greeting',
        type: 'SINGLE',
        target: 'universal',
        version: 1,
        items: items('Hello'),
        campaignCount: 0,
        archivedAt: null,
        warnings: [],
      },
    });
    const { warnings: _warnings, ...saved } = made.body;
    expect(await get(`/templates/${saved.id}`)).toEqual(saved);
    expect((await get<{ data: Template[] }>('/templates?search=GREET')).data.map(({ id }) => id)).toEqual([saved.id]);
  });

  test('TPL-3 each malformed variable is named with its place, in the language of the request', async () => {
    const body = { name: 'x', items: items('Hi {{firstNme}}\n{{city:dd}} {{lastName') };
    const english = await post('/templates', body);
    expect(english.status).toBe(400);
    expect(english.body.errors.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      'items.0.text variable_unknown',
      'items.0.text format_unsuitable',
      'items.0.text braces_unclosed',
    ]);
    expect(english.body.errors[0]!.message).toBe(
      'Line 1, character 4: There is no variable “firstNme”. Perhaps you meant {{firstName}}',
    );
    expect(english.body.errors[1]!.message).toMatch(/^Line 2, character 1: /);
    const russian = await kit.request<Refusal>('POST', '/templates', {
      as: { ...kit.actor('marketer'), language: 'ru' },
      body,
    });
    expect(russian.body.errors[0]!.message).toBe(
      'Строка 1, символ 4: Переменной «firstNme» нет. Возможно, имелось в виду {{firstName}}',
    );
  });

  test('TPL-3 an attribute that nobody has is saved with a warning, one that somebody has without', async () => {
    await addContact({ attributes: { size: 'L' } });
    const { warnings } = await create('{{custom.size}} {{custom.colour|red}}');
    expect(warnings).toEqual([
      {
        path: 'items.0.text',
        rule: 'attribute_unseen',
        en: 'Line 1, character 17: none of your newest contacts has the attribute “colour”.',
        ru: 'Строка 1, символ 17: ни у одного из новых контактов нет поля «colour».',
      },
    ]);
  });

  test.each([
    [[]],
    [[{ kind: 'text', text: '  ' }]],
    [
      [
        { kind: 'text', text: 'a' },
        { kind: 'text', text: 'b' },
      ],
    ],
    [[{ kind: 'image', text: 'a' }]],
  ])('refuses items %j', async (wrong) => {
    expect((await post('/templates', { name: 'x', items: wrong })).status).toBe(400);
  });

  test('a name is taken once, and free again when its template is archived', async () => {
    const first = await create('a', 'Taken');
    const second = await create('b', 'Other');
    expect(await post('/templates', { name: 'Taken', items: items('c') })).toMatchObject({
      status: 409,
      body: { code: 'template_name_taken' },
    });
    expect((await patch(second.id, { name: 'Taken' })).status).toBe(409);
    await patch(first.id, { archived: true });
    expect((await patch(second.id, { name: 'Taken' })).status).toBe(200);
    expect((await patch(first.id, { archived: false })).status).toBe(409);
  });
});

describe('versions', () => {
  test('TPL-5 other items make a version, anything else does not, and an old one can be made current again', async () => {
    const { id } = await create('One');
    expect((await patch(id, { name: 'Renamed', target: 'universal' })).body).toMatchObject({
      version: 1,
      name: 'Renamed',
    });
    expect((await patch(id, { items: items('One') })).body.version).toBe(1);
    expect((await patch(id, { items: items('Two') })).body).toMatchObject({ version: 2, items: items('Two') });
    expect((await post(`/templates/${id}/versions/1/restore`)).body).toMatchObject({ version: 3, items: items('One') });
    const { data } = await get<{ data: TemplateVersion[] }>(`/templates/${id}/versions`);
    expect(data.map(({ version, items: [item] }) => [version, item!.text])).toEqual([
      [3, 'One'],
      [2, 'Two'],
      [1, 'One'],
    ]);
    expect(data[0]!.createdBy).toBe(kit.actor('marketer').id);
    expect((await post(`/templates/${id}/versions/9/restore`)).status).toBe(404);
  });

  test('TPL-5 F36 nobody can change a version that was written', async () => {
    const { id } = await create('Frozen');
    const change = kit.inTransaction('owner', ({ db }) =>
      db
        .updateTable('template_versions')
        .set({ items: JSON.stringify(items('Changed')) })
        .where('template_id', '=', id)
        .execute(),
    );
    await expect(change).rejects.toThrow(/permission denied/);
  });

  test('two changes at once are two versions, one after the other', async () => {
    const { id } = await create('Zero');
    const answers = await Promise.all(['A', 'B', 'C'].map((text) => patch(id, { items: items(text) })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.version).toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
  });
});

describe('categories', () => {
  const category = (name: string) => post<TemplateCategory>('/template-categories', { name });
  const remove = (id: string, query = '') =>
    kit.request<Refusal>('DELETE', `/template-categories/${id}${query}`, { as: 'marketer' });
  const named = async (name: string): Promise<TemplateCategory | undefined> =>
    (await get<{ data: TemplateCategory[] }>('/template-categories')).data.find((found) => found.name === name);

  test('TPL-1 are made, renamed and listed by name with what is in them; a name is taken once', async () => {
    const { status, body } = await category('Service');
    expect({ status, body }).toMatchObject({ status: 201, body: { name: 'Service', templateCount: 0 } });
    expect(await category('Service')).toMatchObject({ status: 409, body: { code: 'template_category_name_taken' } });
    await category('Sales');
    const change = (name: string) =>
      kit.request<Refusal>('PATCH', `/template-categories/${body.id}`, { as: 'marketer', body: { name } });
    expect((await change('Sales')).status).toBe(409);
    expect((await change('After sales')).status).toBe(200);
    await patch((await create('In it')).id, { categoryId: body.id });
    const { data } = await get<{ data: TemplateCategory[] }>('/template-categories');
    expect(data.map(({ name, templateCount }) => [name, templateCount])).toEqual([
      ['After sales', 1],
      ['Sales', 0],
    ]);
  });

  test('TPL-1 one with templates is deleted only with a word on where they go', async () => {
    const from = (await category('From')).body.id;
    const to = (await category('To')).body.id;
    const { id } = await create('Moves');
    await patch(id, { categoryId: from });
    expect(await remove(from)).toMatchObject({ status: 409, body: { code: 'template_category_in_use' } });
    expect((await remove(from, `?moveTo=${from}`)).status).toBe(409);
    expect((await remove(from, `?moveTo=${uuidv7()}`)).status).toBe(404);
    expect((await remove(from, `?moveTo=${to}`)).status).toBe(200);
    expect((await get<Template>(`/templates/${id}`)).categoryId).toBe(to);
    expect((await remove(to, '?moveTo=none')).status).toBe(200);
    expect((await get<Template>(`/templates/${id}`)).categoryId).toBeNull();
    expect([await named('From'), await named('To')]).toEqual([undefined, undefined]);
  });

  test('TPL-2 the list is narrowed by category and by a word of the text', async () => {
    const { id: categoryId } = (await category('Narrow')).body;
    const { id } = await create('The quick brown fox');
    await patch(id, { categoryId });
    const ids = async (query: string) =>
      (await get<{ data: Template[] }>(`/templates?${query}`)).data.map((found) => found.id);
    expect(await ids(`categoryId=${categoryId}`)).toEqual([id]);
    expect(await ids('search=QUICK%20BROWN')).toEqual([id]);
    expect(await ids('categoryId=none&search=quick')).toEqual([]);
  });

  test('another organization’s category is not there', async () => {
    const { id } = (await category('Ours')).body;
    const as = kit.actor('owner', kit.otherOrganizationId);
    expect((await kit.request('DELETE', `/template-categories/${id}`, { as })).status).toBe(404);
    const body = { name: 'x', items: items('x'), categoryId: id };
    expect((await kit.request('POST', '/templates', { as, body })).status).toBe(404);
  });
});

test('TPL-4 the picker offers what contacts have, with an example', async () => {
  await addContact({ attributes: { boiler: 'Baxi', floor: 3 } });
  const { data } = await get<{ data: { key: string; example: string }[] }>('/template-attributes');
  expect(data).toEqual(
    expect.arrayContaining([
      { key: 'boiler', example: 'Baxi' },
      { key: 'floor', example: '3' },
    ]),
  );
});

test('TPL-2 a copy has the items under the first free name', async () => {
  const { id } = await create('Text', 'Sale');
  const second = await post<Template>(`/templates/${id}/duplicate`);
  expect(second).toMatchObject({
    status: 201,
    body: { name: 'Sale (2)', target: 'sms', items: items('Text'), version: 1 },
  });
  expect((await post<Template>(`/templates/${second.body.id}/duplicate`)).body.name).toBe('Sale (3)');
});

test('lists newest first, by page, target and archive', async () => {
  const made: string[] = [];
  for (let number = 0; number < 5; number++) made.unshift((await create('x', `Paged ${number}`)).id);
  await patch(made[0]!, { archived: true });
  await patch(made[1]!, { target: 'email' });
  const list = (query: string) =>
    get<{ data: Template[]; nextCursor: string | null }>(`/templates?search=paged&${query}`);
  const first = await list('limit=3');
  const second = await list(`limit=3&cursor=${first.nextCursor}`);
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.slice(1));
  expect(second.nextCursor).toBeNull();
  expect((await list('target=email')).data.map(({ id }) => id)).toEqual([made[1]]);
  expect((await list('archived=true')).data.map(({ id }) => id)).toEqual([made[0]]);
});

describe('preview', () => {
  const preview = (body: unknown) => post<TemplatePreview>('/templates/preview', body);

  test('TPL-4 shows what chosen contacts would read, with what is empty and what it takes as SMS', async () => {
    const named = await addContact({ first_name: 'Ольга' });
    const nameless = await addContact();
    const { status, body } = await preview({
      items: items('Привет, {{firstName}}! {{city}} {{agentName}}'),
      contactIds: [nameless, named],
    });
    expect(status).toBe(200);
    expect(body.previews).toMatchObject([
      {
        contactId: nameless,
        items: [
          {
            text: 'Привет, ! Perm Test',
            emptyVariables: ['firstName'],
            sms: { encoding: 'ucs2', parts: 1, units: 19, perPart: 70, unitsLeft: 51 },
          },
        ],
      },
      {
        contactId: named,
        items: [
          {
            text: 'Привет, Ольга! Perm Test',
            spans: [
              { text: 'Привет, ', variable: null },
              { text: 'Ольга', variable: 'firstName' },
              { text: '! ', variable: null },
              { text: 'Perm', variable: 'city' },
              { text: ' ', variable: null },
              { text: 'Test', variable: 'agentName' },
            ],
            emptyVariables: [],
            sms: { encoding: 'ucs2', parts: 1, units: 24, perPart: 70, unitsLeft: 46 },
          },
        ],
      },
    ]);
  });

  test('TPL-4 without a contact it takes sample values, and those given before its own', async () => {
    const { body } = await preview({
      items: items('{{firstName}} {{company}} {{custom.size}}'),
      values: { company: 'Acme', custom: { size: 'XL' } },
    });
    expect(body.previews).toMatchObject([{ contactId: null, items: [{ text: 'Anna Acme XL', emptyVariables: [] }] }]);
    expect(body.previews[0]!.items[0]!.sms).toMatchObject({ encoding: 'gsm7', parts: 1 });
  });

  test('SEC-13 what a contact is called is never looked at as template text', async () => {
    const hostile = await addContact({ first_name: '{{phone}} ${process.env} {{constructor}}' });
    const { body } = await preview({ items: items('{{firstName}}'), contactIds: [hostile] });
    expect(body.previews[0]!.items[0]!.text).toBe('{{phone}} ${process.env} {{constructor}}');
  });

  test('names what is malformed, and another organization’s contact is not there', async () => {
    expect((await preview({ items: items('{{nope}}') })).body.errors.map(({ rule }) => rule)).toEqual([
      'variable_unknown',
    ]);
    const foreign = uuidv7();
    await kit.inTransaction(kit.actor('owner', kit.otherOrganizationId), ({ db }) =>
      db
        .insertInto('contacts')
        .values({ organization_id: kit.otherOrganizationId, id: foreign, display_name: 'Foreign' })
        .execute(),
    );
    expect((await preview({ items: items('x'), contactIds: [foreign] })).status).toBe(404);
  });
});

test('every change is on record with what was before and after', async () => {
  const { id } = await create('Before');
  await patch(id, { items: items('After') });
  const entries = await kit.inTransaction('owner', ({ db }) =>
    db
      .selectFrom('audit_entries')
      .select(['action', 'before', 'after'])
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute(),
  );
  expect(entries).toMatchObject([
    { action: 'template.created', before: null },
    {
      action: 'template.updated',
      before: { version: 1, items: items('Before') },
      after: { version: 2, items: items('After') },
    },
  ]);
});

test('another organization can neither read nor change a template', async () => {
  const { id } = await create();
  const stranger = kit.actor('owner', kit.otherOrganizationId);
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['POST', '/duplicate'],
    ['GET', '/versions'],
    ['POST', '/versions/1/restore'],
  ] as const) {
    const answer = await kit.request(method, `/templates/${id}${path}`, {
      as: stranger,
      ...(method === 'PATCH' && { body: { name: 'Mine' } }),
    });
    expect({ path, status: answer.status }).toEqual({ path, status: 404 });
  }
  expect(
    (await kit.request('POST', '/templates', { as: 'operator', body: { name: 'x', items: items('x') } })).status,
  ).toBe(403);
});
