import { access, constants, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { missingGrants } from '#platform/database/roles';
import { pendingMigrations } from '#platform/database/migrate';
import { createMailTransport } from '#platform/outbound-mail';
import { insecureHttpWarning, loadConfig, type Config } from '../config.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** Works, but somebody should have decided so. */
  readonly isWarning?: true;
  /** What was found, or what to do. */
  readonly text: string;
}

const oldestPostgres = 150_000;

/** `parley doctor`: looks at everything Parley stands on. 0 when all is well. */
export async function doctor(options: { readonly json: boolean }): Promise<number> {
  const config = loadConfig();
  const findings = [checkNode(), ...(await checkDataFolder(config.dataDir)), ...(await checkDatabase(config))];
  findings.push(...checkConnection(config), await checkMail(config));
  if (options.json) console.log(JSON.stringify(findings, null, 2));
  else for (const finding of findings) console.log(`${signOf(finding)} ${finding.name}: ${finding.text}`);
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

function signOf({ ok, isWarning }: Finding): string {
  if (!ok) return '✗';
  return isWarning ? '!' : '✓';
}

/** What anybody on the way between a browser and Parley could read. */
function checkConnection({ insecureHttp, publicUrl }: Config): Finding[] {
  const name = 'connection';
  if (insecureHttp) return [{ name, ok: true, isWarning: true, text: insecureHttpWarning }];
  return [{ name, ok: true, text: `people come to ${publicUrl}; sign-in needs HTTPS or localhost` }];
}

async function checkMail({ smtpUrl, mailFrom }: Config): Promise<Finding> {
  const name = 'mail';
  if (smtpUrl === null)
    return { name, ok: true, text: 'no mail server: mails are printed and kept for the root of the installation' };
  const transport = createMailTransport(smtpUrl, mailFrom);
  try {
    await transport.verify();
    return { name, ok: true, text: `the mail server takes mails from ${mailFrom}` };
  } catch (error) {
    return { name, ok: false, text: `${(error as Error).message} Check PARLEY_SMTP_URL.` };
  } finally {
    transport.close();
  }
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 18);
  return {
    name: 'Node.js',
    ok,
    text: ok ? process.version : `${process.version} is too old. Start Parley with npm start, which brings its own.`,
  };
}

async function checkDataFolder(folder: string): Promise<Finding[]> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const text = `${folder} cannot be written (${(error as NodeJS.ErrnoException).code}). Give it to the user that runs Parley, or set PARLEY_DATA_DIR.`;
    return [{ name: 'data folder', ok: false, text }];
  }
  return [{ name: 'data folder', ok: true, text: folder }, await checkSecretKey(join(folder, 'secret.key'))];
}

async function checkSecretKey(path: string): Promise<Finding> {
  const name = 'secret key';
  const found = await stat(path).catch(() => null);
  if (!found) return { name, ok: true, text: 'made at the first start' };
  const isPrivate = (found.mode & 0o077) === 0;
  return { name, ok: isPrivate, text: isPrivate ? path : `others can read ${path}: run chmod 600 ${path}` };
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  const name = 'database';
  if (!config.databaseUrl) return [{ name, ok: true, text: `Parley’s own, in ${join(config.dataDir, 'postgres')}` }];
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    return [
      {
        name,
        ok: false,
        text: `No connection: ${(error as Error).message}. Check DATABASE_URL and that PostgreSQL runs.`,
      },
    ];
  }
  try {
    return [
      await checkVersion(client),
      await checkLetters(client),
      await checkRights(client),
      await checkSchema(client),
    ];
  } finally {
    await client.end();
  }
}

async function checkVersion(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ number: number; text: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  );
  const { number, text } = rows[0]!;
  const ok = number >= oldestPostgres;
  return { name: 'PostgreSQL', ok, text: ok ? text : `${text} is too old: 15 or later is needed.` };
}

/** Search by name takes words apart at what the database does not know for a letter: in the locale C, Cyrillic is none. */
async function checkLetters(client: pg.Client): Promise<Finding> {
  const name = 'letters';
  const { rows } = await client.query<{ ctype: string; encoding: string; database: string }>(
    `select datctype as ctype, pg_encoding_to_char(encoding) as encoding, datname as database
     from pg_database where datname = current_database()`,
  );
  const { ctype, encoding, database } = rows[0]!;
  if (encoding === 'UTF8' && !/^(C|POSIX)$/i.test(ctype)) return { name, ok: true, text: `${encoding}, ${ctype}` };
  const text = [
    `lc_ctype is ${ctype} with ${encoding}: people are not found by names in letters other than A to Z. To mend it, stop`,
    'Parley and move everything to a database that knows letters:',
    `  pg_dump -Fc ${database} > parley.dump`,
    `  createdb -T template0 -E UTF8 --locale-provider=libc --lc-collate=C --lc-ctype=C.UTF-8 ${database}_utf8`,
    `  pg_restore -d ${database}_utf8 parley.dump`,
    `and let DATABASE_URL name ${database}_utf8.`,
  ].join('\n');
  return { name, ok: true, isWarning: true, text };
}

async function checkRights(client: pg.Client): Promise<Finding> {
  const name = 'database rights';
  const statements = await missingGrants(client);
  if (statements.length === 0) return { name, ok: true, text: 'complete' };
  const { rows } = await client.query<{ may: boolean }>(
    'select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user',
  );
  if (rows[0]?.may) return { name, ok: true, text: 'the roles are made at the first start' };
  return { name, ok: false, text: `let an administrator of the database run:\n${statements.join(';\n')};` };
}

async function checkSchema(client: pg.Client): Promise<Finding> {
  const name = 'schema';
  const { pending, unknown } = await pendingMigrations(client);
  if (unknown.length > 0)
    return {
      name,
      ok: false,
      text: `the database is newer than this program (it has ${unknown.join(', ')}). Start the newer version.`,
    };
  return {
    name,
    ok: true,
    text:
      pending.length > 0
        ? `${pending.length} migrations are run at the next start, or by parley migrate`
        : 'up to date',
  };
}
