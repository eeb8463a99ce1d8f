import { nearestName } from '@parley/contract/nearest-name';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { logLevels, type LogLevel } from '#platform/log';

/** The settings of a process. The environment is read here and nowhere else (PLT-81). */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Null: our own PostgreSQL in the data folder. */
  readonly databaseUrl: string | null;
  readonly databaseConnections: number;
  /** Null: presence is known within one process only. */
  readonly redisUrl: string | null;
  readonly outboundAllow: readonly string[];
  readonly trustedProxies: readonly string[];
  /** Emulated networks beside this process. */
  readonly sandbox: boolean;
  /** Whether strangers may explore a demo organization while nobody owns the installation. */
  readonly demo: boolean;
  /** Whether somebody whom nobody invited may found an organization, once the installation has its owner. */
  readonly signUp: boolean;
  /** Where people reach this installation, without a slash at the end. */
  readonly publicUrl: string;
  /** Where files are handed out, another host than `publicUrl`, without a slash at the end; null: with the pages. */
  readonly filesUrl: string | null;
  /** Web pages of others that may ask the API, with a key. */
  readonly corsOrigins: readonly string[];
  readonly insecureHttp: boolean;
  /** Null: mails are kept for the root to read. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly requestsPerMinute: number;
  readonly logLevel: LogLevel;
}

/** What `PARLEY_INSECURE_HTTP` means, for who runs Parley. */
export const insecureHttpWarning =
  'PARLEY_INSECURE_HTTP is on: over plain HTTP anybody on the way can read along and take over sessions. Use HTTPS, except in a closed network.';

/** Every wrong setting at once, each in a line that says what to write instead. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

interface Setting<Value> {
  /** What it is for, in one line of `.env.example`. */
  readonly about: string;
  /** As it would be written; empty for none. */
  readonly standard: string;
  /** What a right value looks like: `PARLEY_PORT must be …`. */
  readonly expected: string;
  /** Undefined when the text is not a value. */
  readonly parse: (text: string) => Value | undefined;
}

const settings = {
  PARLEY_HOST: setting(
    'The address to listen at: 127.0.0.1 for this machine only, 0.0.0.0 or :: for everybody.',
    '127.0.0.1',
    'an IP address',
    address,
  ),
  PARLEY_PORT: setting('The port to listen at.', '8080', 'a whole number from 0 to 65535', whole(0, 65_535)),
  PARLEY_DATA_DIR: setting(
    'The folder of the database, the files and the secret key. Back it up, and keep it private.',
    './data',
    'a folder',
    (text) => resolve(text),
  ),
  DATABASE_URL: setting(
    'A PostgreSQL 15 or later of your own. Empty: Parley runs its own in the data folder.',
    '',
    'an address like postgresql://login:password@host:5432/parley',
    databaseUrl,
  ),
  PARLEY_DATABASE_CONNECTIONS: setting(
    'The most database connections for requests; the whole process takes up to twice as many.',
    '20',
    'a whole number from 2 to 500',
    whole(2, 500),
  ),
  REDIS_URL: setting(
    'A Redis through which several processes tell each other who is looking at what. Empty: each knows its own people only.',
    '',
    'an address like redis://host:6379',
    redisUrl,
  ),
  PARLEY_OUTBOUND_ALLOW: setting(
    'Private addresses or networks that Parley may connect to, such as an SMSC in your own network. Separated by commas.',
    '',
    'addresses or networks like 10.1.2.3 or 10.0.0.0/8, separated by commas',
    networks,
  ),
  PARLEY_TRUSTED_PROXIES: setting(
    'Addresses or networks of reverse proxies whose X-Forwarded-For and -Proto are believed. Separated by commas.',
    '',
    'addresses or networks like 127.0.0.1 or 10.0.0.0/8, separated by commas',
    networks,
  ),
  PARLEY_SANDBOX: setting(
    'yes: emulated networks beside Parley, to try everything without an account. Empty: yes with Parley’s own database.',
    '',
    'yes or no',
    (text) => (text === '' ? null : yesOrNo(text)),
  ),
  PARLEY_DEMO: setting(
    'no: nobody can explore a demo organization. Otherwise everybody can while Parley has no owner, later its root.',
    'yes',
    'yes or no',
    yesOrNo,
  ),
  PARLEY_SIGN_UP: setting(
    'yes: anybody may found an organization of their own. Empty: no; without a mail server the root hands the links on.',
    '',
    'yes or no',
    (text) => (text === '' ? null : yesOrNo(text)),
  ),
  PARLEY_PUBLIC_URL: setting(
    'Where people reach Parley: what links in mails begin with. Empty: http://localhost and the port.',
    '',
    'an address like https://parley.example.com',
    siteOrNone,
  ),
  PARLEY_FILES_URL: setting(
    'A second address of Parley, under another host name, where nothing but uploaded files is served. Empty: with the pages.',
    '',
    'an address like https://files.example.com',
    siteOrNone,
  ),
  PARLEY_CORS_ORIGINS: setting(
    'Web sites whose pages may ask the API from a browser, with an API key. Separated by commas.',
    '',
    'addresses like https://shop.example.com, separated by commas',
    sites,
  ),
  PARLEY_INSECURE_HTTP: setting(
    'yes: people may sign in over plain HTTP from other machines, where anybody on the way can read along.',
    'no',
    'yes or no',
    yesOrNo,
  ),
  PARLEY_SMTP_URL: setting(
    'The mail server, smtps:// for TLS from the first byte. Empty: mails are kept for the root to read.',
    '',
    'an address like smtp://login:password@mail.example.com:587',
    mailServer,
  ),
  PARLEY_MAIL_FROM: setting(
    'The sender of mails.',
    'Parley <parley@localhost>',
    'an address like parley@example.com, or Name <parley@example.com>',
    sender,
  ),
  PARLEY_REQUESTS_PER_MINUTE: setting(
    'How many requests a minute one person, key or unknown address may make.',
    '1200',
    'a whole number from 1 to 1000000',
    whole(1, 1_000_000),
  ),
  PARLEY_LOG_LEVEL: setting('How much is logged.', 'info', `one of ${logLevels.join(', ')}`, (text) =>
    logLevels.find((level) => level === text),
  ),
} as const;

/** They may hold a password. */
const hidden: ReadonlySet<string> = new Set(['DATABASE_URL', 'REDIS_URL', 'PARLEY_SMTP_URL']);

/** The configuration of these variables, by default those of the process. Throws `ConfigError`. */
export function loadConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults = unknownNames(variables);
  const read = <Value>(name: keyof typeof settings, { parse, standard, expected }: Setting<Value>): Value => {
    const given = variables[name]?.trim();
    const value = parse(given ? given : standard);
    // A wrong password is not repeated in a log.
    const shown = hidden.has(name) ? 'the value given' : JSON.stringify(given);
    if (value === undefined) faults.push(`${name} must be ${expected}, not ${shown}.`);
    return value as Value;
  };
  const database = read('DATABASE_URL', settings.DATABASE_URL);
  const sandbox = read('PARLEY_SANDBOX', settings.PARLEY_SANDBOX) ?? database === null;
  const host = read('PARLEY_HOST', settings.PARLEY_HOST);
  const port = read('PARLEY_PORT', settings.PARLEY_PORT);
  const publicUrl = read('PARLEY_PUBLIC_URL', settings.PARLEY_PUBLIC_URL);
  const smtpUrl = read('PARLEY_SMTP_URL', settings.PARLEY_SMTP_URL);
  // Else links in mails would lead to the reader's own machine; what the request says of its host could be anybody's.
  if (smtpUrl && publicUrl === null) faults.push('PARLEY_SMTP_URL needs PARLEY_PUBLIC_URL, for links in mails.');
  const filesUrl = read('PARLEY_FILES_URL', settings.PARLEY_FILES_URL);
  // A browser sends the session to every port of a host.
  if (filesUrl && publicUrl && new URL(filesUrl).hostname === new URL(publicUrl).hostname)
    faults.push('PARLEY_FILES_URL must have another host name than PARLEY_PUBLIC_URL.');
  if (filesUrl && publicUrl === null)
    faults.push('PARLEY_FILES_URL needs PARLEY_PUBLIC_URL, to be kept apart from it.');
  const config: Config = {
    sandbox,
    demo: read('PARLEY_DEMO', settings.PARLEY_DEMO) && sandbox,
    signUp: read('PARLEY_SIGN_UP', settings.PARLEY_SIGN_UP) ?? smtpUrl === null,
    host,
    port,
    dataDir: read('PARLEY_DATA_DIR', settings.PARLEY_DATA_DIR),
    databaseUrl: database,
    databaseConnections: read('PARLEY_DATABASE_CONNECTIONS', settings.PARLEY_DATABASE_CONNECTIONS),
    redisUrl: read('REDIS_URL', settings.REDIS_URL),
    outboundAllow: read('PARLEY_OUTBOUND_ALLOW', settings.PARLEY_OUTBOUND_ALLOW),
    trustedProxies: read('PARLEY_TRUSTED_PROXIES', settings.PARLEY_TRUSTED_PROXIES),
    publicUrl: publicUrl ?? `http://localhost:${port}`,
    filesUrl,
    corsOrigins: read('PARLEY_CORS_ORIGINS', settings.PARLEY_CORS_ORIGINS),
    insecureHttp: read('PARLEY_INSECURE_HTTP', settings.PARLEY_INSECURE_HTTP),
    smtpUrl,
    mailFrom: read('PARLEY_MAIL_FROM', settings.PARLEY_MAIL_FROM),
    requestsPerMinute: read('PARLEY_REQUESTS_PER_MINUTE', settings.PARLEY_REQUESTS_PER_MINUTE),
    logLevel: read('PARLEY_LOG_LEVEL', settings.PARLEY_LOG_LEVEL),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** The text of `.env.example`: every setting, its meaning and what holds without it. */
export function environmentExample(): string {
  const parts = Object.entries(settings).map(([name, { about, standard }]) => `# ${about}\n#${name}=${standard}\n`);
  return `# Parley's settings, as environment variables. What is commented out is the standard.\n\n${parts.join('\n')}`;
}

function setting<Value>(
  about: string,
  standard: string,
  expected: string,
  parse: Setting<Value>['parse'],
): Setting<Value> {
  return { about, standard, expected, parse };
}

function unknownNames(variables: Readonly<Record<string, string | undefined>>): string[] {
  const names = Object.keys(settings);
  return Object.keys(variables)
    .filter((name) => name.startsWith('PARLEY_') && !name.startsWith('PARLEY_TEST_') && !names.includes(name))
    .map((name) => {
      const meant = nearestName(name, names);
      return `${name} is not a setting${meant ? `; did you mean ${meant}?` : '.'}`;
    });
}

function whole(least: number, most: number): (text: string) => number | undefined {
  return (text) => (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined);
}

function address(text: string): string | undefined {
  return isIP(text) || text === 'localhost' ? text : undefined;
}

function yesOrNo(text: string): boolean | undefined {
  return /^(yes|no|true|false)$/.test(text) ? text === 'yes' || text === 'true' : undefined;
}

/** The origin of a web address that has nothing else: no path, no login. */
function site(text: string): string | undefined {
  if (!/^https?:\/\/[^/?#@\s]+\/?$/.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}

function siteOrNone(text: string): string | null | undefined {
  return text === '' ? null : site(text);
}

function sites(text: string): string[] | undefined {
  const list = listOf(text).map(site);
  return list.every((entry) => entry !== undefined) ? list : undefined;
}

function mailServer(text: string): string | null | undefined {
  if (text === '') return null;
  return /^smtps?:\/\/[^\s/]+\/?(\?\S*)?$/.test(text) && URL.canParse(text) ? text : undefined;
}

function sender(text: string): string | undefined {
  return /^([^<>"@\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u.test(text) ? text : undefined;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function databaseUrl(text: string): string | null | undefined {
  if (text === '') return null;
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text.replace('@/', '@localhost/')) ? text : undefined;
}

function redisUrl(text: string): string | null | undefined {
  if (text === '') return null;
  return /^rediss?:\/\/./.test(text) && URL.canParse(text) ? text : undefined;
}

function networks(text: string): string[] | undefined {
  const list = listOf(text);
  return list.every(isNetwork) ? list : undefined;
}

function isNetwork(text: string): boolean {
  const [base = '', bits, ...rest] = text.split('/');
  const most = isIP(base) === 4 ? 32 : isIP(base) === 6 ? 128 : -1;
  return most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
