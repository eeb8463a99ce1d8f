/** What must hold for every list, whoever adds one: an index gives its order, and the statement stops after the page. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonSchema } from '#platform/http/json-example';
import { exampleOf } from '#platform/http/json-example';
import { jsonSchemaOf } from '#platform/http/openapi';
import type { Route } from '#platform/http/route';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { listSessions } from './modules/accounts/accounts-queries.ts';
import { takePendingFile } from './modules/conversations/message-file-queries.ts';
import { listKeptMails } from './modules/mail/mail-queries.ts';
import { addRecords, type Kind, type Records } from './every-route-records.ts';
import { sortsOfEverything, tablesReadWhole, type SeenPlan } from './platform/test-kit/watch-plans.ts';
import { channelKinds, routes } from './modules.ts';

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;
const answerOf = (route: Route) => jsonSchemaOf(route.description.response, 'output').properties ?? {};
const reads = routes.filter(({ method, description }) => method === 'GET' && !description.download);
const paged = reads.filter(
  ({ description, ...route }) =>
    answerOf({ description, ...route })['nextCursor'] ??
    (description.query && jsonSchemaOf(description.query, 'input').properties?.['limit']),
);

/** Lists that come whole, and why they stay short. */
const whole: Readonly<Record<string, string>> = {
  'GET /channel-kinds': 'what this version can do',
  'GET /contacts/values': 'the 500 most frequent, counted over one index: its own test measures it',
  'GET /conversations/assignees': 'colleagues',
  'GET /labels': 'each is made by a person, at most 200',
  'GET /sessions': 'where one person is signed in',
  'GET /template-attributes': 'the names of facts that contacts have',
  'GET /template-categories': 'each is made by a person',
  'GET /testers': 'each is chosen by a person, at most 20',
};

/** Statements that sort all they found, and why that is little. */
const sorting: readonly { readonly statement: RegExp; readonly why: string }[] = [
  {
    statement:
      /from \(select id, moved_at from conversations where organization_id = \$1 and contact_id = \$2 offset 0\)/,
    why: 'a person has a conversation a channel',
  },
  {
    statement:
      /from recipients place .*cross join lateral \( ?select \* from deliveries .* contact_id = (place\.contact_id|\$2) offset 0/,
    why: 'the attempts for one person: one or a few for each campaign',
  },
  { statement: /few cross join lateral/, why: 'at most 4,000 whom one condition names: they were counted before' },
  { statement: /from "sessions" where "user_id" = \$1/, why: 'a person is signed in on a few devices' },
];
/** For people with a session, whose statement is looked at below, and of the sandbox, which is no database. */
const elsewhere = new Set(['GET /mailbox', 'GET /sandbox/phones']);

/** Of these a tenant has few. */
const small = /^(organizations|labels|channels|channel_health|channel_leases|installation|event_dispatcher)$/;

let server: TestServer;
let own: Records;
let seen: SeenPlan[] = [];
let isFilled = false;

beforeAll(async () => {
  const without = ['enable_seqscan', 'enable_sort', 'enable_bitmapscan', 'enable_hashjoin', 'enable_hashagg'];
  const watching = { onPlan: (plan: SeenPlan) => void seen.push(plan), without, when: () => isFilled };
  server = await createTestServer({ routes, channels: channelKinds, watching });
  const owner = new Client({ connectionString: server.connectionString, options: '-c role=parley_owner' });
  await owner.connect();
  const create = async (url: string, body: unknown): Promise<string> => {
    const { status, body: made } = await server.request<{ id: string }>('POST', url, { as: 'owner', body });
    if (status !== 201) throw new Error(`POST ${url}: ${JSON.stringify(made)}`);
    return made.id;
  };
  own = await addRecords(owner, create, server.organizationId, 'own');
  await owner.end();
  isFilled = true;
});
afterAll(() => server.close());

/** The record that a parameter means. */
function idOf(name: string, url: string): string {
  if (/^(assignee|owner|actor|createdBy|recordedBy)(Id)?$/.test(name)) return server.actor('operator').id!;
  if (name.startsWith('subject')) return own.contact;
  if (name === 'around') return own.message;
  const from = name === 'id' ? url.split('/')[1]!.replace(/s$/, '') : name.replace(/^(excluded|not)Group/, 'group');
  const id = own[from.replace(/Ids?$/, '') as Kind];
  if (!id) throw new Error(`Say in idOf() which record ${name} means in ${url}.`);
  return id;
}

function valuesOf(name: string, schema: JsonSchema, url: string): string[] {
  const choices =
    schema.enum ?? [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => one.enum ?? []);
  if (choices.length > 0) return choices.map(String);
  if (name === 'phone') return ['+15046218927'];
  if (name === 'email') return ['ann@example.com'];
  const isId = [schema, ...(schema.anyOf ?? [])].some(({ format }) => format === 'uuid');
  return [isId ? idOf(name, url) : String(exampleOf(schema))];
}

/** The address alone, and with each value of each parameter: one condition or order at a time. */
function addressesOf({ url, description }: Route): string[] {
  const path = url.replace(/:(\w+)/g, (_, name: string) => idOf(name, url));
  const schema = description.query && jsonSchemaOf(description.query, 'input');
  const required = new URLSearchParams((schema ? exampleOf(schema) : {}) as Record<string, string>);
  const more = Object.entries(schema?.properties ?? {})
    // What is searched for by words is found by its trigrams, and sorted; the modules measure that themselves.
    .filter(([name]) => !['limit', 'cursor', 'q', 'search', 'after'].includes(name))
    .flatMap(([name, field]) => valuesOf(name, field, url).map((value) => [name, value] as const));
  const addressWith = (pairs: readonly (readonly [string, string])[]): string => {
    const query = new URLSearchParams(required);
    for (const [name, value] of pairs) query.set(name, value);
    return query.size > 0 ? `${path}?${query.toString()}` : path;
  };
  return [addressWith([]), ...more.map((pair) => addressWith([pair]))];
}

const asked = paged.filter((route) => !elsewhere.has(nameOf(route)));

test.each(asked.map((route) => [nameOf(route), route] as const))('%s reads by an index and stops', async (_, route) => {
  const faults: string[] = [];
  for (const address of addressesOf(route)) {
    seen = [];
    const { status, body } = await server.request('GET', address, { as: 'owner' });
    expect(status, `${address} ${JSON.stringify(body)}`).toBe(200);
    faults.push(...faultsOf(seen).map((fault) => `${address} ${fault}`));
  }
  expect(faults).toEqual([]);
});

test.each([
  ['mails that were kept', () => server.pools.system((db) => listKeptMails(db, 50, null))],
  ['mails that were kept, further on', () => server.pools.system((db) => listKeptMails(db, 50, own.contact))],
  ['where a person is signed in', () => server.pools.system((db) => listSessions(db, own.member))],
  [
    'files that wait to be fetched',
    () => server.inTransaction('owner', ({ db }) => takePendingFile(db, server.organizationId, own.channel, 60)),
  ],
] as const)('%s are read by an index', async (_, read) => {
  seen = [];
  await read();
  expect(seen.length).toBeGreaterThan(0);
  expect(faultsOf(seen)).toEqual([]);
});

function faultsOf(plans: readonly SeenPlan[]): string[] {
  return plans.flatMap(({ text, plan }) => {
    const words = text.replace(/\s+/g, ' ').trim();
    if (sorting.some(({ statement }) => statement.test(words))) return [];
    const tables = tablesReadWhole(plan).filter((table) => !small.test(table));
    const sorts = sortsOfEverything(plan);
    return [
      ...(tables.length > 0 ? [`reads all of ${tables.join(', ')}: ${words}`] : []),
      ...(sorts.length > 0 ? [`sorts everything: ${words}`] : []),
    ];
  });
}

test('every other list comes whole for a reason', () => {
  const isList = (route: Route): boolean => answerOf(route)['data']?.type === 'array';
  const others = reads.filter((route) => !paged.includes(route) && isList(route));
  expect(others.map(nameOf).toSorted()).toEqual(Object.keys(whole).toSorted());
});
