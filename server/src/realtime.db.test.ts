/** The sockets of the whole program: real browsers' client, two processes over one database. */
import type { EventPage } from '@parley/contract/events';
import { permissionsOf, type MemberRole } from '@parley/contract/permissions';
import type { Room } from '@parley/contract/realtime';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Actor, Runtime } from '#platform/context';
import { createTestDatabase, type TestDatabase } from '#platform/test-database/create-test-database';
import { createProcessRuntime } from '#platform/test-kit/create-process-runtime';
import { openSocket, type SocketOptions, type TestSocket } from '#platform/test-kit/open-socket';
import { hasRedis, startRedis } from '#platform/test-kit/start-redis';
import { createToken, hashToken } from '#platform/token';
import { uuidv7 } from '#platform/uuid';
import { LiveConnection } from '../../web/src/lib/live-connection.ts';
import { startApp, type App, type Role } from './app.ts';
import { loadConfig } from './config.ts';

let database: TestDatabase;
let folder: string;
let owner: Client;
let runtime: Runtime;
let apps: { one: App; two: App };
let works: Organization;
let rivals: Organization;
const open: TestSocket[] = [];
const stopLater: App[] = [];

interface Organization {
  readonly id: string;
  readonly campaign: string;
  readonly conversation: string;
  readonly channel: string;
}
interface Member {
  readonly userId: string;
  readonly cookie: string;
  readonly sessionId: string;
  readonly actor: Actor;
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'parley-sockets-'));
  owner = new Client({ connectionString: database.connectionString, options: '-c role=parley_owner' });
  await owner.connect();
  runtime = createProcessRuntime(database.connectionString);
  apps = { one: await start(['http', 'scheduler']), two: await start(['http']) };
  [works, rivals] = [await addOrganization(), await addOrganization()];
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.close();
  for (const app of stopLater.splice(0)) await app.stop();
});
afterAll(async () => {
  await Promise.all([apps.one.stop(), apps.two.stop(), runtime.pools.close(), owner.end()]);
  await database.drop();
  rmSync(folder, { recursive: true });
});

function start(wanted: readonly Role[], more: Record<string, string> = {}): Promise<App> {
  const environment = { DATABASE_URL: database.connectionString, PARLEY_DATA_DIR: folder, PARLEY_PORT: '0', ...more };
  return startApp(loadConfig(environment), new Set(wanted), pino({ level: 'silent' }));
}

async function addOrganization(): Promise<Organization> {
  const [id, campaign, conversation, channel, contact] = Array.from({ length: 5 }, () => uuidv7()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  await owner.query(`insert into organizations (organization_id, name) values ($1, 'Works')`, [id]);
  const member = await addMember(id, 'owner');
  await owner.query(
    `insert into channels (organization_id, id, kind, network, name, settings, secrets, state, created_by)
     values ($1, $2, 'sms-smpp', 'sms', 'SMS', '{}', '\\x00', 'created', $3)`,
    [id, channel, member.userId],
  );
  await owner.query(`insert into contacts (organization_id, id, display_name) values ($1, $2, 'Ann')`, [id, contact]);
  await owner.query(
    `insert into conversations (organization_id, id, contact_id, channel_id, peer) values ($1, $2, $3, $4, '+79160000000')`,
    [id, conversation, contact, channel],
  );
  await owner.query(
    `insert into campaigns (organization_id, id, name, network, created_by) values ($1, $2, 'Spring', 'sms', $3)`,
    [id, campaign, member.userId],
  );
  return { id, campaign, conversation, channel };
}

async function addMember(organizationId: string, role: MemberRole, name: string = role): Promise<Member> {
  const [userId, sessionId, token] = [uuidv7(), uuidv7(), createToken()];
  await owner.query(`insert into users (id, email, name, password_hash) values ($1, $3, $2, '')`, [
    userId,
    name,
    `${userId}@example.test`,
  ]);
  await owner.query(`insert into memberships (organization_id, user_id, role) values ($1, $2, $3)`, [
    organizationId,
    userId,
    role,
  ]);
  await runtime.pools.systemPool.query(
    `insert into sessions (id, token_hash, user_id, organization_id, remember, expires_at) values ($1, $2, $3, $4, true, now() + interval '1 day')`,
    [sessionId, hashToken(token), userId, organizationId],
  );
  const permissions = permissionsOf(role);
  const actor: Actor = { kind: 'user', id: userId, organizationId, permissions, language: 'en', origin: null };
  return { userId, sessionId, cookie: `__Host-parley=${token}`, actor };
}

async function connect(member: Member, options: SocketOptions = {}, app = apps.one): Promise<TestSocket> {
  const socket = await openSocket(app.address!, { cookie: member.cookie, ...options });
  open.push(socket);
  return socket;
}

/** So many in one transaction. */
async function emit(organizationId: string, count = 1): Promise<void> {
  const actor: Actor = {
    kind: 'system',
    id: null,
    organizationId,
    permissions: new Set(),
    language: 'en',
    origin: null,
  };
  await runtime.transaction(actor, async ({ events }) => {
    for (let index = 0; index < count; index++) {
      const contactId = uuidv7();
      await events.emit('contact.created', contactId, { contactId });
    }
  });
}

async function emitNamed(organizationId: string, name: 'progressed' | 'received', id: string): Promise<void> {
  const actor: Actor = {
    kind: 'system',
    id: null,
    organizationId,
    permissions: new Set(),
    language: 'en',
    origin: null,
  };
  await runtime.transaction(actor, ({ events }) => {
    if (name === 'progressed') return events.emit('campaign.progressed', id, { campaignId: id });
    const [messageId, contactId, channelId] = [uuidv7(), uuidv7(), uuidv7()];
    return events.emit('message.received', id, { conversationId: id, messageId, contactId, channelId });
  });
}

/** When every event has its place: the organization's places after one, as the database has them. */
async function placed(organizationId: string, after: number): Promise<number[]> {
  const text = 'select (select count(*) from events) = (select count(*) from event_positions) as done';
  const isDone = async (): Promise<boolean> => (await owner.query<{ done: boolean }>(text)).rows[0]!.done;
  await expect.poll(isDone, { interval: 10 }).toBe(true);
  const { rows } = await owner.query<{ position: string }>(
    'select position from event_positions where organization_id = $1 and position > $2 order by position',
    [organizationId, after],
  );
  return rows.map(({ position }) => Number(position));
}

const places = (socket: TestSocket): number[] => socket.events().map(({ position }) => position);
const namesIn = (socket: TestSocket): string[] => socket.events().map(({ name }) => name);

describe('events', () => {
  test('PLT-20 a thousand come in order, whoever wrote them, in both processes', async () => {
    const member = await addMember(works.id, 'operator');
    const [here, there] = [await connect(member), await connect(member, {}, apps.two)];
    const after = here.position();
    await Promise.all(Array.from({ length: 100 }, () => emit(works.id, 10)));
    const expected = await placed(works.id, after);
    expect(expected.length).toBe(1_000);
    for (const socket of [here, there]) await expect.poll(() => places(socket)).toEqual(expected);
  });

  test('what comes in one moment is one packet', async () => {
    const socket = await connect(await addMember(works.id, 'operator'));
    const before = socket.heard.events.length;
    await emit(works.id, 300);
    await expect.poll(() => socket.events().length).toBe(300);
    expect(socket.heard.events.length - before).toBeLessThan(4);
  });

  test('SEC-7 nobody hears another organization', async () => {
    const [ours, theirs] = [
      await connect(await addMember(works.id, 'owner')),
      await connect(await addMember(rivals.id, 'owner')),
    ];
    await emit(works.id, 3);
    await emit(rivals.id, 2);
    await expect.poll(() => ours.events().length).toBe(3);
    await expect.poll(() => theirs.events().length).toBe(2);
    const rivalPlaces = new Set(await placed(rivals.id, 0));
    expect(places(ours).filter((position) => rivalPlaces.has(position))).toEqual([]);
  });

  test('everybody hears what their permissions allow, live and after a drop', async () => {
    const [marketer, operator] = [await addMember(works.id, 'marketer'), await addMember(works.id, 'operator')];
    const first = await connect(marketer);
    const other = await connect(operator);
    const { position } = { position: first.position() };
    await emitNamed(works.id, 'received', works.conversation);
    await emit(works.id);
    await expect.poll(() => namesIn(other)).toEqual(['message.received', 'contact.created']);
    await expect.poll(() => namesIn(first)).toEqual(['contact.created']);
    expect(namesIn(await connect(marketer, { position }))).toEqual(['contact.created']);
    expect(namesIn(await connect(operator, { position }))).toEqual(['message.received', 'contact.created']);
  });

  test('the polling transport hears the same', async () => {
    const socket = await connect(await addMember(works.id, 'operator'), { transport: 'polling' });
    const after = socket.position();
    await emit(works.id, 20);
    await emit(works.id, 20);
    const expected = await placed(works.id, after);
    await expect.poll(() => places(socket)).toEqual(expected);
  });
});

describe('after a drop', () => {
  test('F34 what a client has heard is what the database has, however often it was away and wherever it comes back', async () => {
    const member = await addMember(works.id, 'owner');
    const room: Room = `campaign:${works.campaign}`;
    const action = fc.oneof(
      fc.record({ do: fc.constant('emit' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ do: fc.constant('progress' as const) }),
      fc.record({ do: fc.constant('drop' as const) }),
      fc.record({ do: fc.constant('connect' as const), to: fc.constantFrom('one' as const, 'two' as const) }),
      fc.record({ do: fc.constant('breathe' as const), milliseconds: fc.integer({ min: 0, max: 30 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 15 }), async (actions) => {
        let socket: TestSocket | null = await connect(member, { rooms: [room] });
        const after = socket.position();
        const heard: number[] = [];
        let position = after;
        const emitting: Promise<void>[] = [];
        const drop = (): void => {
          if (!socket) return;
          socket.close();
          heard.push(...places(socket));
          position = socket.position();
          socket = null;
        };
        for (const step of actions) {
          // Not waited for: what is being written while a client comes or goes is what may be lost.
          if (step.do === 'emit') emitting.push(emit(works.id, step.count));
          if (step.do === 'progress') emitting.push(emitNamed(works.id, 'progressed', works.campaign));
          if (step.do === 'drop') drop();
          if (step.do === 'connect') {
            drop();
            socket = await connect(member, { position, rooms: [room] }, apps[step.to]);
          }
          if (step.do === 'breathe') await new Promise((resolve) => setTimeout(resolve, step.milliseconds));
        }
        await Promise.all(emitting);
        socket ??= await connect(member, { position, rooms: [room] }, apps.two);
        const last = socket;
        const expected = await placed(works.id, after);
        await expect.poll(() => [...heard, ...places(last)]).toEqual(expected);
        last.close();
      }),
      { numRuns: 12 },
    );
  });

  test('F34 a process that is killed takes nothing with it', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'serve', '--roles', 'http'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.connectionString,
        PARLEY_DATA_DIR: folder,
        PARLEY_PORT: '0',
      },
    });
    const [line] = (await once(child.stderr, 'data')) as [Buffer];
    const address = /http:\S+/.exec(line.toString())![0];
    const member = await addMember(works.id, 'operator');
    const first = await openSocket(address, { cookie: member.cookie });
    const after = first.position();
    const emitting = Promise.all(Array.from({ length: 40 }, () => emit(works.id, 5)));
    await expect.poll(() => first.events().length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await connect(member, { position: first.position() }, apps.two);
    await emitting;
    const expected = await placed(works.id, after);
    await expect.poll(() => [...places(first), ...places(second)]).toEqual(expected);
  });

  test('who was away too long, or has a place of another installation, is told to load again', async () => {
    const member = await addMember(works.id, 'operator');
    const { position } = { position: (await connect(member)).position() };
    for (let index = 0; index < 3; index++) await emit(works.id, 700);
    const last = (await placed(works.id, position)).at(-1)!;
    const late = await connect(member, { position });
    expect(late.heard.reset).toEqual([{ reason: 'too_far_behind', position: expect.any(Number) }]);
    expect(late.position()).toBeGreaterThanOrEqual(last);
    const stranger = await connect(member, { position: last + 1_000_000 });
    expect(stranger.heard.reset[0]!.reason).toBe('position_unknown');
    await emit(works.id);
    for (const socket of [late, stranger]) await expect.poll(() => socket.events().length).toBe(1);
  });
});

describe('rooms', () => {
  test('PLT-20 what comes often is heard only by who looks', async () => {
    const member = await addMember(works.id, 'owner');
    const [looking, other] = [await connect(member), await connect(member, {}, apps.two)];
    expect(await looking.join(`campaign:${works.campaign}`)).toEqual({ ok: true });
    await emitNamed(works.id, 'progressed', works.campaign);
    await emit(works.id);
    await expect.poll(() => namesIn(looking)).toEqual(['campaign.progressed', 'contact.created']);
    await expect.poll(() => namesIn(other)).toEqual(['contact.created']);
    expect(await looking.leave(`campaign:${works.campaign}`)).toEqual({ ok: true });
    await emitNamed(works.id, 'progressed', works.campaign);
    await emit(works.id);
    await expect.poll(() => namesIn(looking)).toEqual(['campaign.progressed', 'contact.created', 'contact.created']);
  });

  test('SEC-50 another organization’s thing is answered as one that is not there', async () => {
    const member = await addMember(works.id, 'owner');
    const socket = await connect(member);
    for (const kind of ['campaign', 'conversation', 'channel'] as const) {
      expect(await socket.join(`${kind}:${works[kind]}`)).toEqual({ ok: true });
      const foreign = await socket.join(`${kind}:${rivals[kind]}`);
      expect(foreign).toMatchObject({ ok: false, code: 'record_missing' });
      expect(await socket.join(`${kind}:${uuidv7()}`)).toEqual(foreign);
    }
    const strangers = [`org:${rivals.id}`, `user:${uuidv7()}`, 'admin'];
    for (const room of strangers) expect(await socket.join(room)).toMatchObject({ code: 'record_missing' });
    for (const own of [`org:${works.id}`, `user:${member.userId}`])
      expect(await socket.join(own)).toEqual({ ok: true });
    for (const none of ['campaign:1', 'deal:x', '', 7, null])
      expect(await socket.join(none as string)).toMatchObject({ ok: false, code: 'request_invalid' });
    // Asked for with the connection it is passed over.
    const [own, foreign]: Room[] = [`campaign:${works.campaign}`, `campaign:${rivals.campaign}`];
    const again = await connect(member, { rooms: [own!, foreign!] });
    expect(again.heard.welcome[0]!.rooms).toContain(own);
    expect(again.heard.welcome[0]!.rooms).not.toContain(foreign);
    await emitNamed(rivals.id, 'progressed', rivals.campaign);
    await emit(works.id);
    await expect.poll(() => namesIn(again)).toEqual(['contact.created']);
  });

  test('a room asks for its permission, and that of the installation for one of its people', async () => {
    const operator = await connect(await addMember(works.id, 'operator'));
    expect(await operator.join(`campaign:${works.campaign}`)).toMatchObject({ ok: false, code: 'permission_missing' });
    const root = await addMember(works.id, 'owner');
    await owner.query(`update users set installation_role = 'root' where id = $1`, [root.userId]);
    expect(await (await connect(root)).join('admin')).toEqual({ ok: true });
  });
});

describe('who is let in', () => {
  test('SEC-50 a page of another site gets no socket, whichever way it asks', async () => {
    const { cookie } = await addMember(works.id, 'owner');
    for (const transport of ['websocket', 'polling'] as const)
      await expect(
        openSocket(apps.one.address!, { cookie, origin: 'https://evil.example', transport }),
      ).rejects.toThrow();
    const unsaid = await fetch(`${apps.one.address}/api/socket?EIO=4&transport=polling`, { headers: { cookie } });
    expect(unsaid.status).toBe(403);
  });

  test('a stranger and an API key get none, and nobody speaks over another’s connection', async () => {
    await expect(openSocket(apps.one.address!, {})).rejects.toThrow();
    await expect(openSocket(apps.one.address!, { cookie: '__Host-parley=x' })).rejects.toThrow();
    const [mine, theirs] = [await addMember(works.id, 'owner'), await addMember(rivals.id, 'owner')];
    const { socket } = await connect(theirs, { transport: 'polling' });
    const url = `${apps.one.address}/api/socket?EIO=4&transport=polling&sid=${socket.io.engine.id}`;
    const headers = { origin: apps.one.address!, cookie: mine.cookie };
    expect((await fetch(url, { headers })).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: '40', headers })).status).toBe(401);
  });

  test('SEC-50 a message that only the server sends changes nothing for anybody', async () => {
    const member = await addMember(works.id, 'owner');
    const [forger, other] = [await connect(member), await connect(member)];
    const loud = forger.socket as unknown as { emit: (name: string, ...args: unknown[]) => void };
    const forged = {
      events: [{ position: 1, id: uuidv7(), name: 'contact.created', payload: {} }],
      position: 10 ** 12,
    };
    for (const name of [
      'events',
      'reset',
      'presence',
      'contact.created',
      'message.received',
      '__proto__',
      'constructor',
    ])
      loud.emit(name, forged);
    await emit(works.id);
    for (const socket of [forger, other]) {
      await expect.poll(() => socket.events().length).toBe(1);
      expect([socket.heard.reset, socket.heard.presence]).toEqual([[], []]);
    }
  });

  test('who says too much is not answered, and in the end not listened to', async () => {
    const talker = await connect(await addMember(works.id, 'owner'));
    const answers = await Promise.all(Array.from({ length: 400 }, () => talker.join(`org:${works.id}`)));
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThan(30);
    expect(refused[0]).toMatchObject({ code: 'rate_limit_reached' });
    for (let index = 0; index < 300; index++) talker.socket.emit('subscribe', `org:${works.id}`, () => undefined);
    await expect.poll(() => talker.socket.connected).toBe(false);
  });
});

describe('when a session ends', () => {
  test('SEC-39 its sockets are closed in every process at its next look', async () => {
    const [member, colleague] = [await addMember(works.id, 'operator'), await addMember(works.id, 'operator')];
    const sockets = [await connect(member), await connect(member, {}, apps.two)];
    const other = await connect(colleague, {}, apps.two);
    const address = apps.one.address!;
    const signedOut = await fetch(`${address}/api/v1/sign-out`, {
      method: 'POST',
      headers: { cookie: member.cookie, origin: address },
    });
    expect(signedOut.status).toBe(200);
    for (const { socket, heard } of sockets) {
      await expect.poll(() => socket.connected).toBe(false);
      expect(heard.ended).toEqual([{}]);
    }
    expect(other.socket.connected).toBe(true);
    await expect(openSocket(address, { cookie: member.cookie })).rejects.toThrow();
  });

  test('SEC-39 so are those of a member who was disabled', async () => {
    const member = await addMember(works.id, 'operator');
    const { socket } = await connect(member, {}, apps.two);
    await owner.query('update memberships set disabled_at = now() where user_id = $1', [member.userId]);
    await expect.poll(() => socket.connected).toBe(false);
  });

  test('SEC-7 those of a session that went on in another organization are closed, and pages of before stay outside', async () => {
    const member = await addMember(works.id, 'operator');
    await owner.query(`insert into memberships (organization_id, user_id, role) values ($1, $2, 'operator')`, [
      rivals.id,
      member.userId,
    ]);
    const before = await connect(member, { loadedFor: `${member.userId}.${works.id}` }, apps.two);
    const address = apps.one.address!;
    const moved = await fetch(`${address}/api/v1/me/organization`, {
      method: 'POST',
      headers: { cookie: member.cookie, origin: address, 'content-type': 'application/json' },
      body: JSON.stringify({ organizationId: rivals.id }),
    });
    expect(moved.status).toBe(200);
    await expect.poll(() => before.socket.connected).toBe(false);
    expect(before.heard.ended).toEqual([{}]);
    await expect(connect(member, { loadedFor: `${member.userId}.${works.id}` })).rejects.toThrow('session_moved');
    const after = await connect(member, { loadedFor: `${member.userId}.${rivals.id}` });
    await emit(works.id);
    await emit(rivals.id);
    await expect.poll(() => namesIn(after)).toEqual(['contact.created']);
    expect(before.events()).toEqual([]);
  });

  test('SEC-39 who has another role hears what that allows, and loads again', async () => {
    const member = await addMember(works.id, 'supervisor');
    const socket = await connect(member, { rooms: [`campaign:${works.campaign}`] }, apps.two);
    await owner.query(`update memberships set role = 'operator' where user_id = $1`, [member.userId]);
    await expect.poll(() => socket.heard.reset.map(({ reason }) => reason)).toEqual(['permissions_changed']);
    expect(socket.heard.left).toEqual([{ room: `campaign:${works.campaign}` }]);
    await emitNamed(works.id, 'progressed', works.campaign);
    await emit(works.id);
    await expect.poll(() => namesIn(socket)).toEqual(['contact.created']);
  });
});

describe('presence', () => {
  const idsOf = (socket: TestSocket, which: 'viewers' | 'typing'): string[] =>
    (socket.heard.presence.at(-1)?.[which] ?? []).map(({ id }) => id).toSorted();

  test('who comes hears at once who is there; who is there hears who comes, writes and goes', async () => {
    const room: Room = `conversation:${works.conversation}`;
    const [ann, ben] = [await addMember(works.id, 'operator', 'Ann'), await addMember(works.id, 'operator', 'Ben')];
    const first = await connect(ann, { rooms: [room] });
    const second = await connect(ben);
    expect(await second.join(room)).toEqual({ ok: true });
    expect(second.heard.presence[0]).toEqual({
      conversationId: works.conversation,
      viewers: [
        { id: ann.userId, name: 'Ann' },
        { id: ben.userId, name: 'Ben' },
      ],
      typing: [],
    });
    await expect.poll(() => idsOf(first, 'viewers')).toEqual([ann.userId, ben.userId]);
    expect(await second.type(works.conversation, true)).toEqual({ ok: true });
    await expect.poll(() => idsOf(first, 'typing')).toEqual([ben.userId]);
    expect(await second.type(works.conversation, false)).toEqual({ ok: true });
    await expect.poll(() => idsOf(first, 'typing')).toEqual([]);
    second.close();
    await expect.poll(() => idsOf(first, 'viewers')).toEqual([ann.userId]);
    expect(await first.type(rivals.conversation, true)).toMatchObject({ code: 'record_missing' });
  });
});

test('UX-12 a list is told who has its conversations open, of its own organization only, and nobody sees it watch', async () => {
  const ann = await addMember(works.id, 'operator', 'Ann');
  const looking = await connect(ann, { rooms: [`conversation:${works.conversation}`] });
  const both = [works.conversation, rivals.conversation];
  const list = await connect(await addMember(works.id, 'operator'));
  const theirs = await connect(await addMember(rivals.id, 'owner'), { rooms: [`conversation:${rivals.conversation}`] });
  for (const socket of [list, theirs]) expect(await socket.watch(both)).toEqual({ ok: true });
  const seen = (socket: TestSocket): unknown[] =>
    socket.heard.presence.map(({ conversationId, viewers }) => [conversationId, viewers.length]);
  await expect.poll(() => seen(list)).toEqual([[works.conversation, 1]]);
  const ben = await connect(await addMember(works.id, 'operator', 'Ben'), {
    rooms: [`conversation:${works.conversation}`],
  });
  await expect.poll(() => seen(list).at(-1)).toEqual([works.conversation, 2]);
  for (const socket of [ben, looking]) socket.close();
  await expect.poll(() => seen(list).at(-1)).toEqual([works.conversation, 0]);
  expect(looking.heard.presence.at(-1)!.viewers.map(({ name }) => name)).toEqual(['Ann', 'Ben']);
  expect(seen(theirs).filter((one) => (one as string[])[0] === works.conversation)).toEqual([]);
  expect(await list.watch([])).toEqual({ ok: true });
  const marketer = await connect(await addMember(works.id, 'marketer'));
  expect(await marketer.watch(both)).toMatchObject({ ok: false, code: 'permission_missing' });
});

describe.runIf(hasRedis)('presence over several processes', () => {
  const room = (): Room => `conversation:${works.conversation}`;
  const names = (socket: TestSocket, which: 'viewers' | 'typing' = 'viewers'): string[] =>
    (socket.heard.presence.at(-1)?.[which] ?? []).map(({ name }) => name).toSorted();

  test('who looks and writes is seen in every process; without Redis in one’s own, and events lack nothing', async () => {
    const redis = await startRedis();
    const here = await start(['http'], { REDIS_URL: redis.url });
    const there = await start(['http'], { REDIS_URL: redis.url });
    stopLater.push(here, there);
    const [ann, ben] = [await addMember(works.id, 'operator', 'Ann'), await addMember(works.id, 'operator', 'Ben')];
    const first = await connect(ann, { rooms: [room()] }, here);
    const second = await connect(ben, { rooms: [room()] }, there);
    await expect
      .poll(() => [names(first), names(second)])
      .toEqual([
        ['Ann', 'Ben'],
        ['Ann', 'Ben'],
      ]);
    await second.type(works.conversation, true);
    await expect.poll(() => names(first, 'typing')).toEqual(['Ben']);

    await redis.kill();
    const after = first.position();
    await emit(works.id, 20);
    const expected = await placed(works.id, after);
    for (const socket of [first, second]) await expect.poll(() => places(socket)).toEqual(expected);
    const third = await connect(await addMember(works.id, 'operator', 'Cleo'), { rooms: [room()] }, there);
    await expect.poll(() => names(second)).toEqual(['Ann', 'Ben', 'Cleo']);
    expect(names(first)).toEqual(['Ann', 'Ben']);

    await redis.start();
    await expect.poll(() => names(first)).toEqual(['Ann', 'Ben', 'Cleo']);
    third.close();
    second.close();
    await expect.poll(() => names(first)).toEqual(['Ann']);
    for (const app of stopLater.splice(0)) await app.stop();
    await redis.kill();
  });
});

describe('a process that stops', () => {
  test('PLT-20 tells its browsers to move, and they go on without a gap', async () => {
    const stopping = await start(['http']);
    const member = await addMember(works.id, 'operator');
    const first = await connect(member, {}, stopping);
    const after = first.position();
    await emit(works.id, 5);
    await expect.poll(() => first.events().length).toBe(5);
    const stopped = stopping.stop();
    await expect.poll(() => first.heard.moving).toEqual([{}]);
    await emit(works.id, 5);
    await expect.poll(() => first.socket.connected).toBe(false);
    await stopped;
    const second = await connect(member, { position: first.position() }, apps.two);
    const expected = await placed(works.id, after);
    await expect.poll(() => [...places(first), ...places(second)]).toEqual(expected);
  });
});

describe('the browser’s side', () => {
  interface Heard {
    readonly after: number;
    readonly positions: number[];
    readonly isLive: boolean[];
    resets: number;
    ended: number;
  }
  const running: LiveConnection[] = [];
  afterEach(() => {
    for (const connection of running.splice(0)) connection.stop();
  });

  async function live(member: Member, address: string, path = '/api/socket'): Promise<Heard> {
    const headers = { cookie: member.cookie, origin: address };
    const readEvents = async (after: number | undefined): Promise<EventPage> => {
      const query = after === undefined ? '' : `&after=${after}`;
      const response = await fetch(`${address}/api/v1/events?limit=1000${query}`, { headers });
      if (!response.ok) throw new Error(String(response.status));
      return (await response.json()) as EventPage;
    };
    const { position: after } = await readEvents(undefined);
    const heard: Heard = { after, positions: [], isLive: [], resets: 0, ended: 0 };
    const connection = new LiveConnection({
      origin: address,
      position: after,
      readEvents,
      onWelcome: () => undefined,
      onEvents: (events) => heard.positions.push(...events.map(({ position }) => position)),
      onReset: () => heard.resets++,
      onPresence: () => undefined,
      onLive: (isLive) => heard.isLive.push(isLive),
      onEnded: () => heard.ended++,
      options: { extraHeaders: headers, path },
    });
    running.push(connection);
    return heard;
  }

  test('F34 the server goes and comes back, and everything was heard once, in order', async () => {
    const member = await addMember(works.id, 'operator');
    const first = await start(['http']);
    const heard = await live(member, first.address!);
    await emit(works.id, 3);
    await expect.poll(() => heard.positions.length).toBe(3);
    await first.stop();
    await emit(works.id, 4);
    await expect.poll(() => heard.isLive.at(-1)).toBe(false);
    stopLater.push(await start(['http'], { PARLEY_PORT: new URL(first.address!).port }));
    await emit(works.id, 2);
    const expected = await placed(works.id, heard.after);
    await expect.poll(() => heard.positions).toEqual(expected);
    await expect.poll(() => heard.isLive.at(-1)).toBe(true);
    expect(heard.resets).toBe(0);
  });

  test('PLT-20 where no socket comes through, events come over HTTP', async () => {
    const heard = await live(await addMember(works.id, 'operator'), apps.one.address!, '/api/nowhere');
    await emit(works.id, 3);
    await emitNamed(works.id, 'progressed', works.campaign);
    await emit(works.id, 2);
    await expect.poll(() => heard.positions.length).toBe(5);
    expect(heard.isLive.at(-1)).toBe(true);
  });

  test('a session that is over is not asked for again', async () => {
    const member = await addMember(works.id, 'operator');
    const heard = await live(member, apps.two.address!);
    await expect.poll(() => heard.isLive).toEqual([true]);
    await runtime.pools.systemPool.query('delete from sessions where id = $1', [member.sessionId]);
    await expect.poll(() => heard.ended).toBe(1);
    await emit(works.id);
    await placed(works.id, 0);
    expect(heard.positions).toEqual([]);
  });
});
