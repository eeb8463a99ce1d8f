import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { createTestDatabase } from './create-test-database.ts';

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('each database is a world of its own, and cloning is quick', async () => {
  const one = await createTestDatabase();
  const two = await createTestDatabase();
  await query(one.connectionString, 'create table only_in_one (id int)');
  expect(await query(two.connectionString, "select to_regclass('only_in_one') as found")).toEqual([{ found: null }]);
  await Promise.all([one.drop(), two.drop()]);
});

test('databases can be cloned at the same time', async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, createTestDatabase));
  expect(new Set(databases.map((database) => database.connectionString)).size).toBe(4);
  await Promise.all(databases.map((database) => database.drop()));
});

test('the login owns the database, may create roles, and is no superuser', async () => {
  const database = await createTestDatabase();
  const [login] = await query(
    database.connectionString,
    `select rolname, rolsuper, rolbypassrls, rolcreaterole, datdba = pg_roles.oid as owns
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
  );
  expect(login).toEqual({ rolname: 'parley', rolsuper: false, rolbypassrls: false, rolcreaterole: true, owns: true });
  await database.drop();
});

test('drop ends the sessions that are left', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.connectionString });
  const ended = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await database.drop();
  await ended;
  const name = new URL(database.connectionString.replace('@/', '@local/')).pathname.slice(1);
  expect(
    await query(inject('testPostgres').superuserConnectionString, `select from pg_database where datname = '${name}'`),
  ).toEqual([]);
});
