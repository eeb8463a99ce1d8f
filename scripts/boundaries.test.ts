import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkBoundaries } from './boundaries.ts';

/** What the checks say of a tree of these files. */
function rulesBrokenBy(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'parley-boundaries-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return checkBoundaries(root).map((fault) => fault.rule);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const contacts = 'server/src/modules/contacts';

test('a tree that keeps the rules has no faults', () => {
  const files = {
    [`${contacts}/index.ts`]: `export { listContacts } from './list-contacts.ts';`,
    [`${contacts}/list-contacts.ts`]: `import { find } from './contacts-queries.ts'; import type { Ctx } from '#platform/context';`,
    [`${contacts}/contacts-queries.ts`]: `import { sql } from 'kysely'; sql\`insert into contacts (id) values (1)\``,
    'server/src/modules/campaigns/index.ts': `import { listContacts } from '#contacts';`,
    'server/src/channels/sms-smpp/index.ts': `import type { Channel } from '#channel'; import { z } from 'zod';`,
    'server/src/config.ts': 'process.env.X;',
    'sandbox/src/smsc.ts': `import { encodePdu } from '@parley/server/smpp-wire';`,
  };
  expect(rulesBrokenBy(files)).toEqual([]);
});

test.each<[string, string, Record<string, string>]>([
  [
    'a deep import into a module',
    'front-door',
    { 'server/src/modules/campaigns/a.ts': `import { x } from '#contacts/contacts-queries';` },
  ],
  [
    'a path around the front door',
    'front-door',
    { 'server/src/app.ts': `import { x } from './modules/contacts/phone.ts';` },
  ],
  ['a folder inside a module', 'flat-modules', { [`${contacts}/deep/a.ts`]: '' }],
  ['climbing out of a module', 'flat-modules', { [`${contacts}/a.ts`]: `import { x } from '../../platform/uuid.ts';` }],
  [
    'a module that knows an adapter',
    'adapters',
    { [`${contacts}/a.ts`]: `import { smsSmpp } from '#channels/sms-smpp';` },
  ],
  [
    'an adapter that knows a module',
    'adapters',
    { 'server/src/channels/avito/a.ts': `import { x } from '#contacts';` },
  ],
  [
    'an adapter that knows another',
    'adapters',
    { 'server/src/channels/avito/a.ts': `import { x } from '../sms-smpp/wire.ts';` },
  ],
  ['a platform that knows a module', 'platform', { 'server/src/platform/a.ts': `import { x } from '#contacts';` }],
  [
    'a cycle',
    'no-cycles',
    { [`${contacts}/a.ts`]: `import { b } from './b.ts';`, [`${contacts}/b.ts`]: `import { a } from './a.ts';` },
  ],
  [
    'a cycle of modules',
    'no-cycles',
    {
      [`${contacts}/index.ts`]: `import { x } from '#groups';`,
      'server/src/modules/groups/index.ts': `import { y } from '#contacts';`,
    },
  ],
  ['SQL outside queries', 'table-writers', { [`${contacts}/a.ts`]: `import { sql } from 'kysely';` }],
  ['the query builder outside queries', 'table-writers', { [`${contacts}/a.ts`]: `db.selectFrom('contacts')` }],
  [
    'a write to the table of another (SQL)',
    'table-writers',
    { [`${contacts}/a-queries.ts`]: 'sql`update deliveries d set state = 1`' },
  ],
  [
    'a write to the table of another (builder)',
    'table-writers',
    { [`${contacts}/a-queries.ts`]: `db.insertInto('campaigns')` },
  ],
  ['the environment outside config.ts', 'environment', { 'server/src/app.ts': 'process.env.HOME' }],
  ['a socket of one’s own', 'outside', { [`${contacts}/a.ts`]: `import { connect } from 'node:net';` }],
  ['a fetch of one’s own', 'outside', { [`${contacts}/a.ts`]: `await fetch('https://example.com')` }],
  [
    'a feature that imports another',
    'web',
    { 'web/src/features/inbox/a.ts': `import { x } from '../../features/people/b.ts';` },
  ],
  [
    'a component that knows a feature',
    'web',
    { 'web/src/components/ui/a.ts': `import { x } from '../../features/people/b.ts';` },
  ],
  [
    'a feature that knows a route',
    'web',
    { 'web/src/features/inbox/a.ts': `import { x } from '../../routes/index.ts';` },
  ],
  ['a file over 400 lines', 'size', { [`${contacts}/a.ts`]: '\n'.repeat(401) }],
  ['a folder named utils', 'names', { 'server/src/platform/utils/a.ts': '' }],
  ['a file named helpers', 'names', { [`${contacts}/helpers.ts`]: '' }],
  ['a sandbox that knows the server', 'sandbox', { 'sandbox/src/a.ts': `import { x } from '@parley/server/app';` }],
])('%s is refused', (_what, rule, files) => {
  expect(rulesBrokenBy(files)).toContain(rule);
});
