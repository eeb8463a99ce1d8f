/** What must hold for every operation, whoever adds one: made from the list of routes, not from a list of tests. */
import { errors } from '@parley/contract/errors';
import { matrix, roles, type MemberRole, type Permission } from '@parley/contract/permissions';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { exampleOf, type JsonSchema } from '#platform/http/json-example';
import { errorsOf, jsonSchemaOf, openApiOf } from '#platform/http/openapi';
import type { Problem } from '#platform/http/problem';
import type { Route } from '#platform/http/route';
import { openSandbox, type SandboxLink } from '#platform/outbound-sandbox/sandbox-link';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { routePermissions } from './every-route-permissions.ts';
import { addRecords, fingerprint, formWith, type Create, type Kind, type Records } from './every-route-records.ts';
import { channelKinds, routes } from './modules.ts';

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;
const permissionOf = (route: Route): Permission | null =>
  typeof route.access === 'object' ? route.access.permission : null;
/** What people ask within an organization; the routes of sessions have their own tests in #accounts and #files. */
const tenantRoutes = routes.filter((route) => route.handler.kind !== 'session' && route.handler.kind !== 'hook');
const each = (list: readonly Route[]): [string, Route][] => list.map((route) => [nameOf(route), route]);

describe('declarations', () => {
  test('SEC-9 each operation asks for the permission that was decided for it', () => {
    const declared = routes.map((route) => [nameOf(route), permissionOf(route) ?? route.access]);
    expect(Object.fromEntries(declared)).toEqual(routePermissions);
  });

  test('no two operations have the same address or the same name', () => {
    expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
    const { paths } = openApiOf(routes) as { paths: Record<string, Record<string, { operationId: string }>> };
    const names = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test.each(each(routes))('PLT-71 %s is documented with its answers', (_, route) => {
    expect(route.description.summary).toMatch(/^[A-Z].{3,}[^.]$/);
    for (const code of errorsOf(route)) expect(errors).toHaveProperty(code);
    if (route.url.includes('/:') && route.handler.kind !== 'session')
      expect(errorsOf(route)).toContain('record_missing');
  });
});

let folder: string;
let sandbox: SandboxLink;
let server: TestServer;
let owner: Client;
let own: Records;
let foreign: Records;
const mark = 'FOREIGN';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-routes-'));
  sandbox = await openSandbox(folder, pino({ level: 'silent' }));
  server = await createTestServer({ routes, channels: channelKinds, sandbox });
  owner = new Client({ connectionString: server.connectionString, options: '-c role=parley_owner' });
  await owner.connect();
  own = await addRecords(owner, createIn(server.organizationId), server.organizationId, 'own');
  foreign = await addRecords(owner, createIn(server.otherOrganizationId), server.otherOrganizationId, mark);
});
afterAll(async () => {
  await owner.end();
  await server.close();
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

function createIn(organizationId: string): Create {
  const as = server.actor('owner', organizationId);
  return async (url, body) => {
    const { status, body: made } = await server.request<{ id: string }>('POST', url, { as, body });
    if (status !== 201) throw new Error(`POST ${url}: ${JSON.stringify(made)}`);
    return made.id;
  };
}

/** Ids of records that nobody has. */
const nobody = new Proxy({} as Records, { get: () => uuidv7() });

/** The record that a parameter or field means, by its name and what stands before it in the address. */
function idFor(name: string, url: string, records: Records): string {
  if (/^(assignee|owner|actor)(Id)?$|^(createdBy|mentions)$/.test(name))
    return server.actor('operator', records === own ? server.organizationId : server.otherOrganizationId).id!;
  if (name === 'clientId') return uuidv7();
  if (name === 'subjectId' || name === 'subject' || (name === 'ids' && url.startsWith('/contacts')))
    return records.contact;
  if (name === 'around') return records.message;
  if (name === 'testerIds' || name === 'asContactId') return records.contact;
  const resource =
    name === 'id'
      ? url
          .split('/')[1]!
          .replace(/^template-categories$/, 'category')
          .replace(/s$/, '')
      : name.replace(/^(excluded|not)Group/, 'group').replace(/Ids?$/, '');
  const id = records[resource as Kind];
  if (!id) throw new Error(`Say in idFor() which record ${name} means in ${url}.`);
  return id;
}

/** The address with each parameter filled in; `chosen` decides whose record the nth id is. */
function addressOf(route: Route, chosen: (place: number) => Records): string {
  const words: Record<string, string> = {
    network: 'sms',
    kind: 'contact',
    version: '1',
    number: '15046218927',
    picture: 'a'.repeat(64),
  };
  let place = 0;
  return route.url.replace(/:(\w+)/g, (_, name: string) => words[name] ?? idFor(name, route.url, chosen(place++)));
}

const idsIn = (route: Route): number => (route.url.match(/:(id|\w+Id|subject)\b/g) ?? []).length;

/** An example of the schema with every id in it, also the optional ones, being of a record of `records`. */
function example(schema: JsonSchema, url: string, records: Records, name = ''): unknown {
  const alternatives = schema.anyOf ?? schema.oneOf;
  const withId = alternatives?.find(hasId);
  if (withId) return example(withId, url, records, name);
  if (schema.format === 'uuid') return idFor(name, url, records);
  if (schema.type === 'array' && hasId(schema)) return [example(schema.items as JsonSchema, url, records, name)];
  const plain = exampleOf(schema);
  if (schema.type !== 'object') return plain;
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => hasId(field));
  return {
    ...(plain as object),
    ...Object.fromEntries(fields.map(([field, inner]) => [field, example(inner, url, records, field)])),
  };
}

function hasId(schema: JsonSchema): boolean {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...Object.values(schema.properties ?? {})];
  if (schema.items && schema.items !== true) inner.push(schema.items);
  return schema.format === 'uuid' || inner.some(hasId);
}

function bodyOf(route: Route, records: Records): unknown {
  if (route.description.upload) return formWith('people');
  const { body } = route.description;
  return body && example(jsonSchemaOf(body, 'input'), route.url, records);
}

function queryOf(route: Route, records: Records): string {
  const { query } = route.description;
  const schema = query && jsonSchemaOf(query, 'input');
  if (!schema || !hasId(schema)) return '';
  const fields = example(schema, route.url, records) as Record<string, unknown>;
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
  return `?${new URLSearchParams(pairs).toString()}`;
}

/** What must be asked with, so that the answer is about the record. */
function requiredQueryOf({ description: { query } }: Route): string {
  const schema = query && jsonSchemaOf(query, 'input');
  if (!schema?.required?.length) return '';
  const pairs = Object.entries(exampleOf(schema) as Record<string, unknown>);
  return `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}

function ask(route: Route, as: MemberRole | undefined, url: string, body: unknown): Promise<TestAnswer<Problem>> {
  return server.request<Problem>(route.method, url, { ...(as && { as }), ...(body !== undefined && { body }) });
}

describe('who may ask', () => {
  test.each(each(routes.filter((route) => route.access !== 'public')))('PLT-5 %s: no stranger', async (_, route) => {
    const { status, body } = await ask(
      route,
      undefined,
      addressOf({ ...route }, () => nobody),
      bodyOf(route, nobody),
    );
    expect([status, body.code]).toEqual([401, 'sign_in_required']);
  });

  test.each(each(tenantRoutes))('PLT-5 %s: who has the permission and nobody else', async (_, route) => {
    const permission = permissionOf(route)!;
    const holders: readonly MemberRole[] = matrix[permission];
    for (const role of roles) {
      const { status, body } = await ask(
        route,
        role,
        addressOf(route, () => nobody),
        bodyOf(route, nobody),
      );
      if (holders.includes(role)) {
        expect(status, `${role} ${JSON.stringify(body)}`).not.toBe(401);
        expect(body.details?.['permission'], role).not.toBe(permission);
        expect(status, JSON.stringify(body)).toBeLessThan(500);
      } else {
        expect([status, body.code, body.details], role).toEqual([403, 'permission_missing', { permission }]);
      }
    }
  });
});

describe('another tenant’s records', () => {
  let before: string;
  beforeEach(async () => {
    before = await fingerprint(owner, server.otherOrganizationId);
  });

  const unharmed = async (answer: TestAnswer<unknown>): Promise<void> => {
    expect(JSON.stringify(answer.body)).not.toContain(mark);
    expect(await fingerprint(owner, server.otherOrganizationId)).toBe(before);
  };

  test.each(each(tenantRoutes.filter((route) => idsIn(route) > 0)))('SEC-1 %s: not there', async (_, route) => {
    const answer = await ask(
      route,
      'owner',
      addressOf(route, () => foreign) + requiredQueryOf(route),
      bodyOf(route, own),
    );
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([404, 'record_missing']);
    await unharmed(answer);
  });

  test.each(each(tenantRoutes.filter((route) => idsIn(route) > 1)))(
    'SEC-3 %s: not there below an own one',
    async (_, route) => {
      const answer = await ask(
        route,
        'owner',
        addressOf(route, (place) => (place === 0 ? own : foreign)),
        bodyOf(route, own),
      );
      expect([answer.status, answer.body.code]).toEqual([404, 'record_missing']);
      await unharmed(answer);
    },
  );

  const withBodyIds = tenantRoutes.filter(({ description: { body } }) => body && hasId(jsonSchemaOf(body, 'input')));
  test.each(each(withBodyIds))('SEC-1 %s: not to be named in a body', async (_, route) => {
    const answer = await ask(
      route,
      'owner',
      addressOf(route, () => own),
      bodyOf(route, foreign),
    );
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    await unharmed(answer);
    const { rows } = await owner.query<{ leaked: string }>(linksFromOwn, [
      server.organizationId,
      Object.values(foreign),
    ]);
    expect(rows).toEqual([]);
  });

  test.each(each(tenantRoutes.filter((route) => route.method === 'GET')))(
    'SEC-1 %s: not in a list or behind a filter',
    async (_, route) => {
      const url = addressOf(route, () => own);
      await unharmed(await ask(route, 'owner', url, undefined));
      const filtered = await ask(route, 'owner', url + queryOf(route, foreign), undefined);
      expect(filtered.status, JSON.stringify(filtered.body)).toBeLessThan(500);
      await unharmed(filtered);
    },
  );

  test.each(each(tenantRoutes.filter((route) => route.description.body)))(
    'SEC-2 %s: no organization is taken from a body',
    async (_, route) => {
      for (const field of ['organizationId', 'organization_id', 'tenant_id']) {
        const body = { ...(bodyOf(route, own) as object), [field]: server.otherOrganizationId };
        const answer = await ask(
          route,
          'owner',
          addressOf(route, () => own),
          body,
        );
        expect(answer.body.errors, JSON.stringify(answer.body)).toContainEqual(
          expect.objectContaining({ path: field, rule: 'unknown_field' }),
        );
        await unharmed(answer);
      }
    },
  );
});

describe('versions', () => {
  const updates = tenantRoutes.filter(({ method, description }) => method === 'PATCH' && description.versionOf);

  test('people, templates, campaigns and the organization have them', () => {
    expect(updates.map(nameOf).toSorted()).toEqual([
      'PATCH /campaigns/:id',
      'PATCH /contacts/:id',
      'PATCH /organization',
      'PATCH /templates/:id',
    ]);
  });

  test.each(each(updates))('PLT-70 %s: only of the version that the sender has read', async (_, route) => {
    const url = addressOf(route, () => own);
    const change = (version: string, name: string) =>
      server.request<Problem>('PATCH', url, {
        as: 'owner',
        headers: { 'if-match': version },
        body: route.url.startsWith('/contacts') ? { firstName: name } : { name },
      });
    const read = await server.request('GET', url, { as: 'owner' });
    const version = read.headers.get('etag')!;
    expect(version).toMatch(/^"[\w-]{22}"$/);
    const answers = await Promise.all(['One', 'Other'].map((name) => change(version, `${name} ${uuidv7()}`)));
    const [refused, done] = answers.toSorted((one, other) => other.status - one.status) as [
      TestAnswer<Problem>,
      TestAnswer<Problem>,
    ];
    expect([done.status, refused.status, refused.body.code]).toEqual([200, 412, 'version_changed']);
    const after = await server.request('GET', url, { as: 'owner' });
    expect(after.headers.get('etag')).toBe(done.headers.get('etag'));
    expect((await change(`"other", ${after.headers.get('etag')}`, `Third ${uuidv7()}`)).status).toBe(200);
  });
});

/** What a field may hold when somebody tries things. */
const hostile: readonly unknown[] = [
  '',
  "' or 1=1 --",
  'a\0b',
  '../../etc/passwd',
  'x'.repeat(3_000),
  '99999999999999999999',
  '-1',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  'eyJmb28iOjF9',
  null,
  1e21,
  2_147_483_648,
  -1,
  [],
  ['a'],
  {},
  { $ne: null },
];

describe('nonsense', () => {
  const fieldsOf = (schema: z.ZodType | undefined): string[] =>
    Object.keys((schema && jsonSchemaOf(schema, 'input').properties) ?? {});
  const queryRoutes = tenantRoutes.filter((route) => fieldsOf(route.description.query).length > 0);

  test.each(each(tenantRoutes.filter((route) => route.url.includes(':'))))(
    'SEC-11 %s: in the address',
    async (_, route) => {
      const words = hostile.filter((value) => typeof value === 'string' && value !== '') as string[];
      for (const word of words) {
        const url = route.url.replace(/:\w+/g, encodeURIComponent(word));
        expect((await ask(route, 'owner', url, bodyOf(route, own))).status, word).toBeLessThan(500);
      }
    },
  );

  test.each(each(queryRoutes))('SEC-11 %s: in the query', async (_, route) => {
    const url = addressOf(route, () => own);
    for (const field of fieldsOf(route.description.query)) {
      for (const value of hostile) {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        const answer = await ask(route, 'owner', `${url}?${field}=${encodeURIComponent(text)}`, bodyOf(route, own));
        expect(answer.status, `${field}=${text}`).toBeLessThan(500);
      }
      expect(
        (await ask(route, 'owner', `${url}?${field}=1&${field}=2`, bodyOf(route, own))).status,
        field,
      ).toBeLessThan(500);
    }
  });

  test.each(each(tenantRoutes.filter((route) => route.description.body)))(
    'SEC-14 %s: in the body',
    async (_, route) => {
      const url = addressOf(route, () => own);
      const plain = bodyOf(route, own) as Record<string, unknown>;
      for (const field of fieldsOf(route.description.body)) {
        for (const value of hostile) {
          const { status, body } = await ask(route, 'owner', url, { ...plain, [field]: value });
          expect(status, `${field}: ${JSON.stringify(value)} ${JSON.stringify(body)}`).toBeLessThan(500);
        }
      }
    },
  );
});

/** Rows of the first organization that point to a record of the other, in columns that no foreign key guards. */
const linksFromOwn = `
  select 'contacts.owner_id' as leaked from contacts where organization_id = $1 and owner_id::text = any($2)
  union all select 'campaigns' from campaigns where organization_id = $1 and options::text like any(select '%' || unnest($2::text[]) || '%')
  union all select 'group_members' from group_members where organization_id = $1 and (contact_id::text = any($2) or group_id::text = any($2))
  union all select 'suppressions' from suppressions where organization_id = $1 and subject = any($2)`;
