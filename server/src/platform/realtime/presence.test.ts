import { afterEach, expect, test } from 'vitest';
import { Presence, type PresenceReport, type PresenceView } from './presence.ts';

const [ann, ben] = [
  { id: 'a', name: 'Ann' },
  { id: 'b', name: 'Ben' },
];
const open: Presence[] = [];
afterEach(() => {
  for (const presence of open.splice(0)) presence.close();
});

/** Two processes that hear each other, unless `deaf`. */
function processes(): {
  one: Presence;
  two: Presence;
  told: PresenceView[][];
  clock: { now: number };
  deaf: { value: boolean };
} {
  const clock = { now: 0 };
  const deaf = { value: false };
  const told: PresenceView[][] = [[], []];
  const both: Presence[] = [];
  const make = (index: number): Presence => {
    const report = (said: PresenceReport): void => {
      if (!deaf.value) both[1 - index]?.receive(said);
    };
    return new Presence({ tell: (view) => told[index]!.push(view), report, now: () => clock.now });
  };
  both.push(make(0), make(1));
  open.push(...both);
  const [one, two] = both as [Presence, Presence];
  return { one, two, told, clock, deaf };
}

const viewers = (presence: Presence): string =>
  presence
    .view('o', 'c')
    .viewers.map(({ name }) => name)
    .join();
const typing = (presence: Presence): string =>
  presence
    .view('o', 'c')
    .typing.map(({ name }) => name)
    .join();

test('who is in one process is seen in the other, until the last of their tabs is closed', () => {
  const { one, two, told } = processes();
  one.enter('o', 'c', 'tab 1', ann);
  one.enter('o', 'c', 'tab 2', ann);
  two.enter('o', 'c', 'tab 3', ben);
  expect([viewers(one), viewers(two)]).toEqual(['Ann,Ben', 'Ann,Ben']);
  // Once for each change: the second tab was none.
  expect(told[0]!.map((view) => view.viewers.length)).toEqual([1, 2]);
  one.leave('c', 'tab 1');
  expect(viewers(two)).toBe('Ann,Ben');
  one.leave('c', 'tab 2');
  expect(viewers(two)).toBe('Ben');
});

test('who writes is forgotten 15 s after the last word of it, in both', () => {
  const { one, two, clock, told } = processes();
  one.enter('o', 'c', 'tab 1', ann);
  two.enter('o', 'c', 'tab 2', ben);
  one.setTyping('c', 'tab 1', true);
  expect([typing(one), typing(two)]).toEqual(['Ann', 'Ann']);
  for (const now of [6_000, 12_000, 14_000]) {
    clock.now = now;
    for (const presence of [one, two]) presence.sweep();
    expect(typing(two)).toBe('Ann');
  }
  for (const now of [15_000, 20_000]) {
    clock.now = now;
    for (const presence of [one, two]) presence.sweep();
  }
  expect([typing(one), typing(two)]).toEqual(['', '']);
  expect(told[1]!.at(-1)!.typing).toEqual([]);
  one.setTyping('c', 'tab 1', true);
  one.setTyping('c', 'tab 1', false);
  expect(typing(two)).toBe('');
});

test('a process that dies is forgotten after 15 s; one that was not heard says it again within 5 s', () => {
  const { one, two, clock, deaf, told } = processes();
  two.enter('o', 'c', 'tab 2', ben);
  deaf.value = true;
  one.enter('o', 'c', 'tab 1', ann);
  expect(viewers(two)).toBe('Ben');
  deaf.value = false;
  clock.now = 5_000;
  one.sweep();
  expect(viewers(two)).toBe('Ann,Ben');
  deaf.value = true;
  clock.now = 19_000;
  two.sweep();
  expect(viewers(two)).toBe('Ann,Ben');
  clock.now = 20_000;
  two.sweep();
  expect(viewers(two)).toBe('Ben');
  expect(told[1]!.at(-1)!.viewers).toEqual([ben]);
});

test('a process that stops says that its people are gone', () => {
  const { one, two } = processes();
  two.enter('o', 'c', 'tab 2', ben);
  one.enter('o', 'c', 'tab 1', ann);
  one.close();
  expect(viewers(two)).toBe('Ben');
});

test('SEC-7 people of another organization are told of nobody', () => {
  const { one } = processes();
  one.enter('o', 'c', 'tab 1', ann);
  expect(one.view('theirs', 'c')).toEqual({ conversationId: 'c', viewers: [], typing: [] });
});
