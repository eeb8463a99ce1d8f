/**
 * A browser whose requests and answers come in any order and get lost, beside a server on which others work, too. Whatever
 * happens, the screen says in the end what the server knows, and on the way never what somebody has already undone.
 */
import type { Conversation, ConversationChange, ThreadEntry } from '@parley/contract/conversations';
import { InfiniteQueryObserver } from '@tanstack/react-query';
import * as fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';

const stored = new Map<string, string>();
vi.stubGlobal('localStorage', {
  get length() {
    return stored.size;
  },
  key: (index: number) => [...stored.keys()][index] ?? null,
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
});
vi.stubGlobal('window', new EventTarget());
vi.stubGlobal('navigator', { onLine: true, languages: ['en'] });
let answerTo: (method: string, path: string, query: URLSearchParams, body: Body, key: string) => Promise<unknown>;
vi.stubGlobal(
  'fetch',
  async (url: string, init: { method: string; body?: string; headers: Record<string, string> }) => {
    const { pathname, searchParams } = new URL(url, 'http://parley');
    const body = JSON.parse(init.body ?? '{}') as Body;
    const key = init.headers['idempotency-key'] ?? '';
    return Response.json(await answerTo(init.method, pathname.replace('/api/v1', ''), searchParams, body, key));
  },
);

interface Body {
  readonly text?: string;
  readonly clientId?: string;
  readonly conversationIds?: readonly string[];
  readonly change?: ConversationChange;
  readonly seen?: number | Readonly<Record<string, number>>;
}

const { queryClient } = await import('#lib/query-client');
const usualOptions = queryClient.getDefaultOptions();
queryClient.setDefaultOptions({ queries: { retry: false, networkMode: 'always' } });
afterAll(() => {
  queryClient.setDefaultOptions(usualOptions);
  vi.unstubAllGlobals();
});
const { askAgainNow } = await import('./asking.ts');
const { forgetConversations, putMessageState, refreshLists, seenIn } = await import('./caches.ts');
const { changed, unreadAfter } = await import('./changes.ts');
const { enqueue, flushOutbox, openOutbox, takeBack, withQueued } = await import('./outbox.ts');
const { waitingIn } = await import('./outbox-items.ts');
const { flat, rowsShown } = await import('./pages.ts');
const { conversationQuery, listQuery, threadQuery } = await import('./queries.ts');
const { heldRows, refreshConversation } = await import('./rows.ts');
const { settle } = await import('./settle.ts');
const { refreshThread } = await import('./threads.ts');

const me = 'me';
const view = { view: 'all' } as const;
const pageOfRows = 2;
const pageOfEntries = 3;

type Tell = (run: () => void) => void;

/** As far as the inbox can tell, the real one. */
function createServer(names: readonly string[], tell: Tell) {
  const rows = new Map<string, Conversation>();
  const threads = new Map<string, ThreadEntry[]>();
  const done = new Map<string, unknown>();
  let time = 0;
  const moment = (): string => new Date(Date.UTC(2026, 0, 1) + ++time * 1_000).toISOString();
  const entryId = (): string => `m${String(++time).padStart(6, '0')}`;
  const touch = (id: string, change: (row: Conversation) => Conversation): void => {
    rows.set(id, change(rows.get(id)!));
    tell(() => {
      void refreshConversation(id);
      void refreshThread(id);
    });
  };
  const add = (id: string, entry: Partial<ThreadEntry>): ThreadEntry => {
    const made = {
      id: entryId(),
      clientId: null,
      text: '',
      state: null,
      reason: null,
      sendAt: null,
      ...entry,
    } as ThreadEntry;
    threads.set(id, [made, ...threads.get(id)!]);
    return made;
  };
  const write = (id: string): void => {
    add(id, { direction: 'in', kind: 'message', text: 'question' });
    const at = moment();
    touch(id, (row) => ({
      ...row,
      status: 'open',
      unread: row.unread + 1,
      inboundCount: row.inboundCount + 1,
      movedAt: at,
      lastInboundAt: at,
      waitingSince: at,
    }));
  };
  /** Whether it put away nothing that had not been seen. */
  const change = (id: string, what: ConversationChange, seen?: number): boolean => {
    if (what.kind === 'resolve' && seen !== undefined && rows.get(id)!.inboundCount > seen) return false;
    add(id, { direction: 'note', kind: 'event', text: what.kind });
    touch(id, (row) => changed(row, what, moment()));
    return true;
  };
  const changeEach = ({ conversationIds, change: what, seen }: Body): { kept: string[] } => ({
    kept: conversationIds!.filter((id) => !change(id, what!, typeof seen === 'object' ? seen[id] : undefined)),
  });
  const reply = (id: string, { text, clientId, seen }: Body): ThreadEntry => {
    const made = add(id, { direction: 'out', kind: 'message', text: text!, clientId: clientId!, state: 'queued' });
    const lastMessage = { id: made.id, text: text!, direction: 'out', state: 'queued' } as Conversation['lastMessage'];
    touch(id, (row) => ({
      ...row,
      unread: unreadAfter(row, typeof seen === 'number' ? seen : undefined),
      waitingSince: null,
      movedAt: moment(),
      assigneeId: row.assigneeId ?? me,
      lastMessage,
    }));
    return made;
  };
  /** The oldest message that is queued leaves. */
  const send = (id: string): void => {
    const entry = threads.get(id)!.findLast(({ state }) => state === 'queued');
    if (!entry) return;
    const next = { ...entry, state: 'accepted' as const };
    threads.set(
      id,
      threads.get(id)!.map((each) => (each === entry ? next : each)),
    );
    const row = rows.get(id)!;
    if (row.lastMessage?.id === entry.id)
      rows.set(id, { ...row, lastMessage: { ...row.lastMessage, state: 'accepted' } });
    tell(() => putMessageState(entry.id, 'accepted', null));
  };
  const open = (): Conversation[] =>
    [...rows.values()]
      .filter(({ status }) => status === 'open')
      .toSorted((one, other) => (one.movedAt > other.movedAt ? -1 : 1));
  const once = (key: string, work: () => unknown): unknown => {
    if (!done.has(key)) done.set(key, work());
    return done.get(key);
  };
  const post = (path: string, body: Body, key: string): unknown =>
    once(key, () => {
      const [, , id = '', what] = path.split('/');
      if (id === 'bulk') return changeEach(body);
      else if (what === 'messages') return reply(id, body);
      else touch(id, (row) => ({ ...row, unread: 0 }));
      return {};
    });
  const get = (path: string, query: URLSearchParams): unknown => {
    const [, , id, what] = path.split('/');
    const cursor = query.get('cursor');
    if (id === undefined) {
      const all = open();
      const from = cursor === null ? 0 : all.findIndex(({ movedAt }) => movedAt < cursor);
      const data = from === -1 ? [] : all.slice(from, from + pageOfRows);
      const hasMore = from !== -1 && from + pageOfRows < all.length;
      return { data, nextCursor: hasMore ? data.at(-1)!.movedAt : null };
    }
    if (id === 'counts') return {};
    if (what === undefined) return rows.get(id);
    const all = threads.get(id)!.filter((entry) => cursor === null || entry.id < cursor);
    const data = all.slice(0, pageOfEntries);
    return { data, nextCursor: all.length > pageOfEntries ? data.at(-1)!.id : null };
  };
  for (const id of names) {
    const nothing = {
      assigneeId: null,
      labelIds: [],
      snoozedUntil: null,
      waitingSince: null,
      draft: null,
      match: null,
    };
    const empty = { id, status: 'open', unread: 0, inboundCount: 1, movedAt: moment(), lastMessage: null };
    rows.set(id, { lastInboundAt: null, ...empty, ...nothing } as unknown as Conversation);
    threads.set(id, []);
    add(id, { direction: 'in', kind: 'message', text: 'question' });
  }
  return { rows, threads, write, change, send, open, get, post };
}

type Step = { readonly what: string; readonly on: number };
const steps: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...['write', 'theirs', 'send', 'close', 'close', 'reopen', 'label', 'reply', 'reply', 'read', 'undo'],
    ...['lists', 'thread', 'more', 'older', 'connected', 'visit'],
  ),
  on: fc.nat({ max: 3 }),
});
type Loss = 'none' | 'request' | 'answer';
const losses = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant<Loss>('none') }, fc.constantFrom<Loss>('request', 'answer')),
  { minLength: 1, maxLength: 12 },
);

let run = 0;

test('F33 F34 whatever overtakes or gets lost, the screen is the server’s truth and what waits to be sent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(steps, { maxLength: 25 }), losses, async (scheduler, todo, lost) => {
      run++;
      const names = ['a', 'b', 'c', 'd'].map((name) => `${name}${run}`);
      const browser = createBrowser(names, scheduler, lost);
      try {
        for (const step of todo) {
          void scheduler.schedule(Promise.resolve(), `${step.what} ${names[step.on]}`).then(() => browser.take(step));
          // Some of what is under way goes on before the next thing happens.
          await browser.advance(step.on);
        }
        await browser.finish();
      } finally {
        await browser.stop();
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);

function createBrowser(names: readonly string[], scheduler: fc.Scheduler, lost: readonly Loss[]) {
  queryClient.clear();
  stored.clear();
  forgetConversations();
  const server = createServer(names, (happen) => void scheduler.schedule(Promise.resolve(), 'event').then(happen));
  const texts = new Map<string, string>();
  const changes: string[] = [];
  /** By this person, and not opened again by anybody. */
  const closed = new Set<string>();
  /** How much of the person's had been seen when this person last closed it; undefined: nobody knows. */
  const closes = new Map<string, number | undefined>();
  let isLossy = true;
  let requests = 0;
  const list = new InfiniteQueryObserver(queryClient, listQuery(view));
  const threads = names.map((id) => new InfiniteQueryObserver(queryClient, threadQuery(id)));

  answerTo = async (method, path, query, body, key) => {
    const loss = isLossy ? lost[requests++ % lost.length] : 'none';
    await scheduler.schedule(Promise.resolve(), `→ ${method} ${path}`);
    if (loss === 'request') throw new TypeError('lost');
    const answer = structuredClone(method === 'POST' ? server.post(path, body, key) : server.get(path, query));
    await scheduler.schedule(Promise.resolve(), `← ${method} ${path}`);
    if (loss === 'answer') throw new TypeError('lost');
    return answer;
  };
  const stops = [
    openOutbox(`owner${run}`, me, {
      beforeSending: async () => {},
      onSettled: (settled, wasSentHere) => settle(settled, wasSentHere, me),
      onRecovered: () => {},
      onRefused: () => {
        throw new Error('refused');
      },
      isStillOwner: async () => true,
    }),
    list.subscribe(() => {}),
    ...threads.map((observer) => observer.subscribe(() => {})),
  ];

  const rows = (): Conversation[] => {
    const { data } = list.getCurrentResult();
    return data ? rowsShown(data, view, { held: heldRows(), shown: withQueued, me }) : [];
  };

  const thread = (on: number): { readonly isLoaded: boolean; readonly texts: readonly string[] } => {
    const data = queryClient.getQueryData(threadQuery(names[on]!).queryKey);
    const entries = flat(data);
    const queued = [...stored].flatMap(([key, text]) =>
      key.startsWith('parley.outbox') ? [JSON.parse(text).item] : [],
    );
    const waiting = waitingIn(
      queued.filter((item) => item?.kind === 'reply'),
      names[on]!,
      entries,
    );
    return {
      isLoaded: data !== undefined,
      texts: [...entries.map(({ text }) => text), ...waiting.map(({ text }) => text)],
    };
  };

  /** At every moment. */
  const look = (): void => {
    for (const { id } of rows()) expect(closed, 'came back').not.toContain(id);
    for (const [text, id] of texts) {
      const on = names.indexOf(id);
      const { isLoaded, texts: shown } = thread(on);
      const count = shown.filter((each) => each === text).length;
      expect(count, `${text} stands twice`).toBeLessThan(2);
      const hasArrived = server.threads.get(id)!.some((entry) => entry.text === text);
      if (!hasArrived && isLoaded) expect(count, `${text} is lost`).toBe(1);
    }
  };

  const advance = async (count: number): Promise<void> => {
    for (let left = count + 1; left > 0; left--) {
      await macrotask();
      if (scheduler.count() === 0) return;
      await scheduler.waitOne();
      await macrotask();
      look();
    }
  };

  const comeToRest = async (): Promise<void> => {
    do await advance(50);
    while (scheduler.count() > 0);
  };

  const connect = (): void => {
    flushOutbox();
    askAgainNow();
    void queryClient.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
  };

  const take = ({ what, on }: Step): void => {
    const id = names[on]!;
    const { write, change, send } = server;
    const act = (next: ConversationChange): void => {
      const item = enqueue({ kind: 'change', conversationIds: [id], change: next, seen: seenIn([id]) });
      changes.push(item.clientId);
    };
    const does: Record<string, () => unknown> = {
      write: () => {
        closed.delete(id);
        write(id);
      },
      theirs: () => change(id, { kind: 'label', labelId: 'theirs' }),
      send: () => send(id),
      close: () => {
        const seen = seenIn([id])[id];
        act({ kind: 'resolve' });
        closes.set(id, seen);
        // What the person has written without anybody seeing it here comes back, and is to.
        if (seen === undefined || server.rows.get(id)!.inboundCount <= seen) closed.add(id);
      },
      reopen: () => {
        act({ kind: 'reopen' });
        closed.delete(id);
      },
      label: () => act({ kind: 'label', labelId: 'mine' }),
      reply: () => {
        const text = `answer ${texts.size}`;
        texts.set(text, id);
        const seen = seenIn([id])[id];
        enqueue({ kind: 'reply', conversationId: id, text, files: [], mentions: [], delaySeconds: 0, seen });
      },
      read: () => enqueue({ kind: 'read', conversationId: id, messageId: 'm', lastInboundAt: null }),
      undo: () => {
        takeBack(changes.pop() ?? '');
        closed.clear();
      },
      lists: () => void refreshLists(),
      thread: () => void queryClient.invalidateQueries({ queryKey: ['threads', id] }),
      more: () => void list.fetchNextPage(),
      older: () => void threads[on]!.fetchNextPage(),
      visit: () => void queryClient.fetchQuery({ ...conversationQuery(id), staleTime: 0 }).catch(() => {}),
      connected: () => connect(),
    };
    does[what]!();
  };

  /** The connection is good again, and everything comes to rest. */
  const finish = async (): Promise<void> => {
    isLossy = false;
    await comeToRest();
    for (let round = 0; round < 3; round++) {
      connect();
      await comeToRest();
    }
    while (list.getCurrentResult().hasNextPage) {
      void list.fetchNextPage();
      await comeToRest();
    }
    expect([...stored.keys()].filter((key) => key.startsWith('parley.outbox'))).toEqual([]);
    expect(rows()).toEqual(server.open());
    for (const [id, row] of server.rows)
      if (row.status === 'resolved')
        expect(closes.get(id) ?? row.inboundCount, 'nothing unseen is closed').toBe(row.inboundCount);
    for (const [on, id] of names.entries()) {
      const observer = threads[on]!;
      while (observer.getCurrentResult().hasNextPage) {
        void observer.fetchNextPage();
        await comeToRest();
      }
      expect(flat(queryClient.getQueryData(threadQuery(id).queryKey))).toEqual(server.threads.get(id));
      const replies = [...texts].filter(([, of]) => of === id).map(([text]) => text);
      const sent = server.threads.get(id)!.filter(({ direction }) => direction === 'out');
      expect(sent.map(({ text }) => text).toReversed(), 'once, in order').toEqual(replies);
    }
  };

  const stop = async (): Promise<void> => {
    for (const each of stops) each();
    // What is still under way is nobody's any more.
    isLossy = false;
    while (scheduler.count() > 0) {
      await scheduler.waitAll();
      await macrotask();
    }
  };
  return { take, advance, finish, stop };
}

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
