import fc from 'fast-check';
import { unknownSender } from '#channel';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { isSuppressed, optOutContact } from '#suppressions';
import { createContact } from './create-contact.ts';
import { eraseContacts } from './erase-contacts.ts';
import { findOrCreateContact } from './find-or-create-contact.ts';
import { getContact } from './get-contact.ts';
import {
  deleteImportedContacts,
  restoreImportedOver,
  upsertContacts,
  type ImportedContact,
  type UpsertOptions,
  type UpsertResult,
} from './index.ts';
import { updateContact } from './update-contact.ts';

let kit: TestRuntime;
const groupId = uuidv7();

beforeAll(async () => {
  kit = await createTestRuntime();
  await kit.inTransaction('owner', ({ db }) =>
    db.insertInto('groups').values({ organization_id: kit.organizationId, id: groupId, name: 'List' }).execute(),
  );
});
afterAll(() => kit.close());
beforeEach(clear);

async function clear(): Promise<void> {
  await kit.inTransaction('owner', async ({ db }) => {
    await db.deleteFrom('contacts').execute();
    await db.deleteFrom('suppressions').execute();
    await db.updateTable('groups').set({ member_count: 0 }).execute();
  });
}

const nobody: ImportedContact = {
  firstName: null,
  lastName: null,
  middleName: null,
  displayName: null,
  company: null,
  city: null,
  region: null,
  postalCode: null,
  address: null,
  website: null,
  timeZone: null,
  language: null,
  leadSource: null,
  birthday: null,
  notes: null,
  telegramUsername: null,
  phones: [],
  emails: [],
  tags: [],
  attributes: new Map(),
};

interface Words extends Partial<Omit<ImportedContact, 'phones' | 'emails' | 'attributes'>> {
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
  readonly attributes?: Record<string, string>;
}

function person({ phones = [], emails = [], attributes = {}, ...rest }: Words): ImportedContact {
  return {
    ...nobody,
    ...rest,
    phones: phones.map((e164, index) => ({ e164, type: 'mobile', country: 'RU', label: null, isPrimary: index === 0 })),
    emails: emails.map((address, index) => ({ address, label: null, isPrimary: index === 0 })),
    attributes: new Map(Object.entries(attributes)),
  };
}

const options = (some: Partial<UpsertOptions> = {}): UpsertOptions => ({
  importId: uuidv7(),
  onDuplicate: 'skip',
  groupId: null,
  consent: null,
  ...some,
});
const upsert = (rows: readonly Words[], some: Partial<UpsertOptions> = {}): Promise<UpsertResult> =>
  kit.inTransaction('owner', (ctx) => upsertContacts(ctx, rows.map(person), options(some)));
const read = (id: string) => kit.inTransaction('owner', (ctx) => getContact(ctx, { id }));
const everybody = () =>
  kit.inTransaction('owner', async ({ db }) => {
    const { rows } = await sql<{
      id: string;
      firstName: string | null;
      phones: string[];
      emails: string[];
      telegram: string[];
    }>`
      select c.id, first_name as "firstName",
        array(select phone from contact_phones p where p.contact_id = c.id order by phone) as phones,
        array(select email from contact_emails e where e.contact_id = c.id order by email) as emails,
        array(select external_id from contact_identities i where i.contact_id = c.id order by external_id) as telegram
      from contacts c where erased_at is null order by c.id`.execute(db);
    return rows;
  });

describe('CRM-4 a person of a list', () => {
  test('becomes a contact with everything the row says', async () => {
    const { outcomes, ...counts } = await upsert([
      {
        firstName: 'Иван',
        lastName: 'Петров',
        city: 'Омск',
        birthday: '1990-02-28',
        language: 'ru',
        phones: ['+79160000001', '+79160000002'],
        emails: ['a@example.com'],
        tags: ['x', 'y'],
        attributes: { contract: 'A-1' },
        telegramUsername: 'Ivan',
      },
    ]);
    expect(counts).toEqual({ created: 1, updated: 0, duplicates: 0, changes: [] });
    expect(await read(outcomes[0]!.contactId)).toMatchObject({
      displayName: 'Иван Петров',
      city: 'Омск',
      birthday: '1990-02-28',
      tags: ['x', 'y'],
      attributes: { contract: 'A-1' },
      phones: [
        { phone: '+79160000001', primary: true },
        { phone: '+79160000002', primary: false },
      ],
      emails: [{ email: 'a@example.com', primary: true }],
      identities: [{ network: 'telegram', externalId: '@ivan', username: 'Ivan' }],
    });
  });

  test('keeps the name given as a whole when the parts are not known', async () => {
    const { outcomes } = await upsert([
      { displayName: 'Салон на Мира', phones: ['+79160000001'] },
      { company: 'Acme', emails: ['a@example.com'] },
    ]);
    expect((await read(outcomes[0]!.contactId)).displayName).toBe('Салон на Мира');
    expect((await read(outcomes[1]!.contactId)).displayName).toBe('Acme');
  });

  test('who is here already is left alone by skip, written over by update, doubled by create', async () => {
    const [known] = (
      await upsert([
        { firstName: 'A', city: 'Omsk', phones: ['+79160000001'], tags: ['x'], attributes: { a: '1', b: '2' } },
      ])
    ).outcomes;
    const row = {
      firstName: 'B',
      phones: ['+79160000002', '+79160000001'],
      emails: ['b@example.com'],
      tags: ['y'],
      attributes: { b: '3' },
    };

    expect(await upsert([row])).toMatchObject({
      created: 0,
      updated: 0,
      duplicates: 1,
      outcomes: [{ outcome: 'duplicate', contactId: known!.contactId }],
    });
    expect(await read(known!.contactId)).toMatchObject({ firstName: 'A', tags: ['x'], emails: [] });

    expect(await upsert([row], { onDuplicate: 'update' })).toMatchObject({
      updated: 1,
      outcomes: [{ contactId: known!.contactId }],
    });
    expect(await read(known!.contactId)).toMatchObject({
      displayName: 'B',
      city: 'Omsk',
      tags: ['x', 'y'],
      attributes: { a: '1', b: '3' },
      emails: [{ email: 'b@example.com', primary: true }],
      phones: [
        { phone: '+79160000001', primary: true },
        { phone: '+79160000002', primary: false },
      ],
    });

    expect(await upsert([row, row], { onDuplicate: 'create' })).toMatchObject({
      created: 2,
      updated: 0,
      duplicates: 0,
    });
    expect(await everybody()).toHaveLength(3);
  });

  test('a row that connects two contacts is about the first of its addresses, and takes nothing from the other', async () => {
    const [one, two] = (
      await upsert([
        { firstName: 'A', phones: ['+79160000001'] },
        { firstName: 'B', emails: ['b@example.com'] },
      ])
    ).outcomes;
    await upsert([{ firstName: 'C', phones: ['+79160000001'], emails: ['b@example.com'] }], { onDuplicate: 'update' });
    expect(await read(one!.contactId)).toMatchObject({ firstName: 'C', emails: [] });
    expect(await read(two!.contactId)).toMatchObject({ firstName: 'B', emails: [{ email: 'b@example.com' }] });
  });

  test('everybody on the list joins its group and has its basis, also who was here before; a withdrawn consent stays withdrawn', async () => {
    const known = await upsert([{ phones: ['+79160000001'] }, { phones: ['+79160000002'] }]);
    const [one, two] = known.outcomes.map(({ contactId }) => contactId);
    await kit.inTransaction('owner', ({ db }) =>
      db
        .insertInto('contact_consents')
        .values({
          organization_id: kit.organizationId,
          contact_id: two!,
          network: 'any',
          basis: 'contract',
          source: 'before',
          withdrawn_at: new Date(),
        })
        .execute(),
    );
    const consent = { network: 'any', basis: 'consent', wording: 'I agree', source: 'form' } as const;
    const result = await upsert(
      [{ phones: ['+79160000001'] }, { phones: ['+79160000002'] }, { phones: ['+79160000003'] }],
      { groupId, consent },
    );
    expect(result.changes).toEqual([
      { contactId: one, before: { state: null, leftAt: null, joinedGroup: true, consentAdded: true } },
      { contactId: two, before: { state: null, leftAt: null, joinedGroup: true, consentAdded: false } },
    ]);
    const consents = await Promise.all(
      result.outcomes.map(async ({ contactId }) => (await read(contactId)).consents[0]),
    );
    expect(consents).toMatchObject([
      { basis: 'consent', wording: 'I agree', withdrawnAt: null },
      { basis: 'contract', withdrawnAt: expect.any(String) },
      { basis: 'consent' },
    ]);
    const group = await kit.inTransaction('owner', ({ db }) =>
      db.selectFrom('groups').select('member_count').where('id', '=', groupId).executeTakeFirst(),
    );
    expect(group).toEqual({ member_count: 3 });
  });

  test('CRM-6 an address that somebody erased had opted out with is suppressed again', async () => {
    const [known] = (await upsert([{ phones: ['+79160000001'] }])).outcomes;
    await kit.inTransaction('owner', async (ctx) => {
      await optOutContact(ctx, { contactId: known!.contactId, source: 'sms: STOP' });
      await eraseContacts(ctx, [known!.contactId]);
    });
    const [again] = (await upsert([{ phones: ['+79160000001'] }])).outcomes;
    const target = { contactId: again!.contactId, network: 'sms', address: '+79160000001' };
    expect(await kit.inTransaction('owner', (ctx) => isSuppressed(ctx, target))).toBe(true);
  });

  test('F37 a row without any address is the same person the next time, until it says something else', async () => {
    const row = { firstName: 'Ann', city: 'Omsk', attributes: { plan: 'gold' } };
    const [first] = (await upsert([row, { ...row, city: 'Tver' }])).outcomes;
    expect(await everybody()).toHaveLength(2);
    for (const onDuplicate of ['skip', 'update'] as const) {
      const { outcomes } = await upsert([{ ...row, tags: ['new'] }, row], { onDuplicate });
      expect(outcomes.map(({ contactId }) => contactId)).toEqual([first!.contactId, first!.contactId]);
    }
    expect(await upsert([row], { onDuplicate: 'create' })).toMatchObject({ created: 1 });
    await kit.inTransaction('owner', async (ctx) =>
      eraseContacts(
        ctx,
        (await everybody()).map(({ id }) => id),
      ),
    );
    expect(await upsert([row])).toMatchObject({ created: 1 });
  });

  test('no event is emitted for a person', async () => {
    const count = () => kit.pools.system((db) => db.selectFrom('events').select('id').execute());
    const before = await count();
    await upsert([{ phones: ['+79160000001'] }]);
    expect(await count()).toEqual(before);
  });

  test('two lists and a first message at once make one contact', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => ({ phones: [`+79160${String(n).padStart(6, '0')}`] }));
    const message = { network: 'sms', address: '+79160000150', sender: unknownSender };
    await Promise.all([
      upsert(rows),
      upsert(rows.toReversed(), { onDuplicate: 'update' }),
      kit.inTransaction('owner', (ctx) => findOrCreateContact(ctx, message)),
    ]);
    expect(await everybody()).toHaveLength(300);
  });
});

describe('any lists, in any batches', () => {
  const phones = fc.uniqueArray(
    fc.integer({ min: 1, max: 7 }).map((n) => `+7916000000${n}`),
    { maxLength: 2 },
  );
  const emails = fc.uniqueArray(
    fc.integer({ min: 1, max: 5 }).map((n) => `p${n}@example.com`),
    { maxLength: 2 },
  );
  const row = fc.record({
    firstName: fc.option(fc.constantFrom('A', 'B', 'C')),
    phones,
    emails,
    telegramUsername: fc.option(fc.constantFrom('one', 'Two', 'two'), { freq: 4 }),
  });
  const batches = fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 4 });

  interface Model {
    firstName: string | null;
    readonly keys: string[];
  }

  /** What should come of it, said as plainly as possible: one row after the other, no batches. */
  function simulate(rows: readonly Words[], onDuplicate: 'skip' | 'update'): Model[] {
    const people: Model[] = [];
    for (const { firstName = null, phones: numbers = [], emails: addresses = [], telegramUsername } of rows) {
      const addressed = [...numbers, ...addresses, ...(telegramUsername ? [`@${telegramUsername.toLowerCase()}`] : [])];
      const keys = addressed.length > 0 ? addressed : [`row ${firstName}`];
      const ownerOf = (key: string) => people.find((one) => one.keys.includes(key));
      const owner = keys.map(ownerOf).find((one) => one !== undefined);
      if (!owner) {
        people.push({ firstName, keys });
      } else if (onDuplicate === 'update') {
        owner.firstName = firstName ?? owner.firstName;
        owner.keys.push(...keys.filter((key) => !ownerOf(key)));
      }
    }
    return people;
  }

  test.each(['skip', 'update'] as const)(
    '%s: one contact for each person, and every row is counted once',
    async (onDuplicate) => {
      await fc.assert(
        fc.asyncProperty(batches, async (lists) => {
          await clear();
          const total = { created: 0, updated: 0, duplicates: 0 };
          for (const list of lists) {
            const result = await upsert(list, { onDuplicate });
            for (const count of ['created', 'updated', 'duplicates'] as const) total[count] += result[count];
            expect(result.outcomes).toHaveLength(list.length);
          }
          const rows = lists.flat();
          const people = await everybody();
          const found = people.map((one) => ({
            firstName: one.firstName,
            keys: [...one.phones, ...one.emails, ...one.telegram].toSorted(),
          }));
          const expected = simulate(rows, onDuplicate).map(({ firstName, keys }) => ({
            firstName,
            keys: keys.filter((key) => !key.startsWith('row ')).toSorted(),
          }));
          expect(new Set(found.map((one) => JSON.stringify(one)))).toEqual(
            new Set(expected.map((one) => JSON.stringify(one))),
          );
          expect(people).toHaveLength(expected.length);
          expect(total.created).toBe(expected.length);
          expect(total.created + total.updated + total.duplicates).toBe(rows.length);
          expect(onDuplicate === 'skip' ? total.updated : total.duplicates).toBe(0);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('CRM-4 the undo of an import', () => {
  const undo = async (importId: string) => {
    const done: { deleted: number; kept: number }[] = [];
    let afterId: string | null = null;
    do {
      const step: Awaited<ReturnType<typeof deleteImportedContacts>> = await kit.inTransaction('owner', (ctx) =>
        deleteImportedContacts(ctx, { importId, afterId, limit: 2 }),
      );
      done.push({ deleted: step.deleted, kept: step.kept });
      afterId = step.lastId;
    } while (afterId !== null);
    return done.reduce((sum, { deleted, kept }) => ({ deleted: sum.deleted + deleted, kept: sum.kept + kept }));
  };

  test('deletes those it made, but not who has opted out since', async () => {
    const importId = uuidv7();
    const before = (await upsert([{ phones: ['+79160000009'] }])).outcomes[0]!;
    const { outcomes } = await upsert(
      [1, 2, 3, 4, 5].map((n) => ({ phones: [`+7916000000${n}`] })),
      { importId, groupId },
    );
    await kit.inTransaction('owner', (ctx) =>
      optOutContact(ctx, { contactId: outcomes[2]!.contactId, source: 'link' }),
    );
    expect(await undo(importId)).toEqual({ deleted: 4, kept: 1 });
    expect((await everybody()).map(({ id }) => id)).toEqual([before.contactId, outcomes[2]!.contactId]);
    const group = await kit.inTransaction('owner', ({ db }) =>
      db.selectFrom('groups').select('member_count').where('id', '=', groupId).executeTakeFirst(),
    );
    expect(group).toEqual({ member_count: 1 });
  });

  test('keeps who was changed since, but not who came twice in the list itself', async () => {
    const importId = uuidv7();
    const rows = ['1', '2'].map((n) => ({ firstName: 'A', phones: [`+7916000000${n}`] }));
    await upsert(rows, { importId });
    await upsert([{ firstName: 'B', phones: ['+79160000001'] }], { importId, onDuplicate: 'update' });
    expect(await undo(importId)).toEqual({ deleted: 2, kept: 0 });

    const again = await upsert(rows, { importId });
    await upsert([{ firstName: 'C', phones: ['+79160000001'] }], { onDuplicate: 'update' });
    expect(await undo(importId)).toEqual({ deleted: 1, kept: 1 });
    expect((await everybody()).map(({ id }) => id)).toEqual([again.outcomes[0]!.contactId]);
  });

  test('gives the others their earlier look, except who was changed since', async () => {
    const made = await Promise.all(
      ['1', '2'].map((n) =>
        kit.inTransaction('owner', (ctx) =>
          createContact(ctx, {
            firstName: 'A',
            city: 'Omsk',
            phones: [{ phone: `+7916000000${n}` }],
            tags: ['x'],
            attributes: { size: 42 },
          }),
        ),
      ),
    );
    const consent = { network: 'any', basis: 'consent', wording: null, source: 'list' } as const;
    const list = { groupId, consent };
    const rows = ['1', '2'].map((n) => ({
      firstName: 'B',
      city: 'Tver',
      phones: [`+7916000000${n}`, `+7916000001${n}`],
      emails: [`b${n}@example.com`],
      tags: ['y'],
      telegramUsername: `name${n}`,
      attributes: { size: '43', more: '1' },
    }));
    const { changes } = await upsert(rows, { ...list, onDuplicate: 'update' });
    await kit.inTransaction('owner', (ctx) => updateContact(ctx, { id: made[1]!.id, city: 'Perm' }));
    const stored: typeof changes = JSON.parse(JSON.stringify(changes));
    const result = await kit.inTransaction('owner', (ctx) => restoreImportedOver(ctx, list, stored));
    expect(result).toEqual({ restored: 1, kept: 1 });
    const { updatedAt: _one, ...asBefore } = made[0]!;
    expect(await read(made[0]!.id)).toMatchObject(asBefore);
    expect(await read(made[1]!.id)).toMatchObject({
      firstName: 'B',
      city: 'Perm',
      tags: ['x', 'y'],
      groups: [],
      consents: [],
    });
  });

  test('rows that said nothing new leave no trace to undo', async () => {
    const row = { firstName: 'A', phones: ['+79160000001'], tags: ['x'], attributes: { a: '1' } };
    const [known] = (await upsert([row])).outcomes;
    const { updatedAt } = await read(known!.contactId);
    expect(await upsert([row], { onDuplicate: 'update' })).toMatchObject({ updated: 1, changes: [] });
    expect((await read(known!.contactId)).updatedAt).toBe(updatedAt);
  });
});
