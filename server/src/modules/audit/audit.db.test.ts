import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAudit, sealAuditEntries } from '#audit';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { listAuditEntries } from './list-audit-entries.ts';
import { verifyAuditChain } from './verify-audit-chain.ts';

let kit: TestRuntime;

beforeAll(async () => {
  kit = await createTestRuntime();
});
afterAll(() => kit.close());

const facts = {
  action: 'contact.updated',
  subjectKind: 'contact',
  subjectId: uuidv7(),
  before: { city: 'Oslo' },
  after: { city: 'Пермь' },
};
const record = (as = kit.actor('admin')): Promise<void> => kit.inTransaction(as, (ctx) => recordAudit(ctx, facts));
const verify = () => kit.inTransaction('owner', verifyAuditChain);

/** Other databases of the server hold the horizon back while their transactions run. */
async function sealEverything(): Promise<void> {
  await expect
    .poll(async () => {
      await sealAuditEntries(kit.pools);
      const { rows } = await kit.pools.systemPool.query(
        'select (select count(*) from audit_entries) = (select count(*) from audit_seals) as done',
      );
      return rows[0].done;
    })
    .toBe(true);
}

/** What only the owner of the tables could do. */
async function tamper(statement: string): Promise<void> {
  const client = new Client({ connectionString: kit.connectionString, options: '-c role=parley_owner' });
  await client.connect();
  await client.query(statement);
  await client.end();
}

describe('recordAudit', () => {
  test('PLT-60 writes who, from where, what, before and after', async () => {
    await record();
    const { data } = await kit.inTransaction('owner', (ctx) => listAuditEntries(ctx, { limit: 1 }));
    expect(data[0]).toMatchObject({
      actor: { kind: 'user', id: kit.actor('admin').id, name: 'admin' },
      action: 'contact.updated',
      subjectKind: 'contact',
      subjectId: facts.subjectId,
      before: { city: 'Oslo' },
      after: { city: 'Пермь' },
      address: '192.0.2.1',
      agent: 'test',
      requestId: 'test',
    });
  });

  test('SEC-54 a tenant can neither change nor take away an entry', async () => {
    await record();
    const change = kit.inTransaction('owner', ({ db }) =>
      db.updateTable('audit_entries').set({ action: 'nothing' }).execute(),
    );
    await expect(change).rejects.toThrow(/permission denied/);
    const removal = kit.inTransaction('owner', ({ db }) => db.deleteFrom('audit_entries').execute());
    await expect(removal).rejects.toThrow(/permission denied/);
    const systemChange = kit.pools.system((db) => db.updateTable('audit_entries').set({ action: 'nothing' }).execute());
    await expect(systemChange).rejects.toThrow(/permission denied/);
  });
});

describe('listAuditEntries', () => {
  test('pages through everything once, newest first, and filters', async () => {
    const subjectId = uuidv7();
    for (let number = 0; number < 7; number++) {
      await kit.inTransaction('operator', (ctx) =>
        recordAudit(ctx, { action: `thing.step_${number % 2}`, subjectKind: 'thing', subjectId }),
      );
    }
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await kit.inTransaction('owner', (ctx) =>
        listAuditEntries(ctx, { limit: 3, subjectKind: 'thing', subjectId, ...(cursor && { cursor }) }),
      );
      seen.push(...page.data.map((entry) => entry.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual(seen.toSorted().toReversed());
    const odd = await kit.inTransaction('owner', (ctx) => listAuditEntries(ctx, { limit: 50, action: 'thing.step_1' }));
    expect(odd.data).toHaveLength(3);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await kit.inTransaction('owner', (ctx) => listAuditEntries(ctx, { limit: 50, from: later }))).data).toEqual(
      [],
    );
  });

  test('SEC-1 shows nothing of another organization', async () => {
    await record();
    const other = kit.actor('owner', kit.otherOrganizationId);
    expect((await kit.inTransaction(other, (ctx) => listAuditEntries(ctx, { limit: 50 }))).data).toEqual([]);
  });
});

describe('the chain', () => {
  test('PLT-60 is whole after any number of sealers at once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => record()));
    await record(kit.actor('owner', kit.otherOrganizationId));
    await Promise.all(Array.from({ length: 4 }, () => sealAuditEntries(kit.pools)));
    await sealEverything();
    const chain = await verify();
    expect(chain).toMatchObject({ intact: true, fault: null });
    expect(chain.checked).toBeGreaterThanOrEqual(30);
  });

  test('leaves an entry alone until its transaction is over, and then seals it', async () => {
    await sealEverything();
    let release!: () => void;
    const open = kit.inTransaction('admin', async (ctx) => {
      await recordAudit(ctx, facts);
      await new Promise<void>((resolve) => (release = resolve));
    });
    await expect.poll(() => typeof release).toBe('function');
    await record();
    expect(await sealAuditEntries(kit.pools)).toBe(0);
    release();
    await open;
    await sealEverything();
    expect(await verify()).toMatchObject({ intact: true });
  });

  test.each([
    ['a changed entry', `update audit_entries set action = 'nothing'`, 'entry'],
    ['a missing link', 'delete from audit_seals', 'gap'],
    ['a forged link', `update audit_seals set previous_hash = decode(repeat('ff', 32), 'hex')`, 'seal'],
  ])('SEC-54 shows %s', async (_, statement, kind) => {
    await sealEverything();
    const { rows } = await kit.pools.systemPool.query(
      'select organization_id, sequence, entry_id from audit_seals where organization_id = $1 order by sequence offset 1 limit 1',
      [kit.organizationId],
    );
    const { sequence, entry_id: entryId } = rows[0];
    const copy = `create table before_tampering as table ${statement.includes('audit_entries') ? 'audit_entries' : 'audit_seals'}`;
    await tamper(copy);
    await tamper(
      statement.includes('audit_entries')
        ? `${statement} where id = '${entryId}'`
        : `${statement} where organization_id = '${kit.organizationId}' and sequence = ${sequence}`,
    );
    expect(await verify()).toMatchObject({ intact: false, fault: { kind } });
    await tamper(
      statement.includes('audit_entries')
        ? `update audit_entries set action = b.action from before_tampering b where b.id = audit_entries.id and b.id = '${entryId}'`
        : `delete from audit_seals where sequence = ${sequence} and organization_id = '${kit.organizationId}';
           insert into audit_seals select * from before_tampering where sequence = ${sequence} and organization_id = '${kit.organizationId}'`,
    );
    await tamper('drop table before_tampering');
    expect(await verify()).toMatchObject({ intact: true });
  });
});
