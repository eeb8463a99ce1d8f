import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { findCycle } from './import-cycle.ts';
import { tableOwners } from './table-owners.ts';

export interface Fault {
  /** The rule's name, as docs/architecture.md lists them. */
  readonly rule: string;
  readonly file: string;
  readonly detail: string;
}

interface Source {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const packages = ['contract', 'server', 'sandbox', 'bench', 'web', 'e2e', 'scripts'];
const maxLines = 400;
const forbiddenNames = /^(utils?|helpers?|commons?|manager|data)(\.|$)/;
const socketModules = /^(node:)?(net|tls|http|https|http2|dgram)$|^undici$/;

/** Every breach of the boundary rules below `root`, an empty list when there is none. */
export function checkBoundaries(root: string): Fault[] {
  const sources = packages.flatMap((name) => sourcesBelow(root, name));
  const faults = sources.flatMap((source) => rules.flatMap((rule) => rule(source)));
  const cycle = findCycle(new Map(sources.map((source) => [source.path, resolved(source, root)])));
  if (cycle !== null) faults.push({ rule: 'no-cycles', file: cycle[0]!, detail: cycle.join(' → ') });
  return faults;
}

function sourcesBelow(root: string, folder: string): Source[] {
  let entries: string[];
  try {
    entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return entries
    .map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !/node_modules|\/(generated|dist)\/|\.gen\.ts$|\.d\.ts$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(text) };
    });
}

function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1');
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}

const isTest = (path: string): boolean => /\.test\.tsx?$|\/(test-kit|test-database)\//.test(path);
const moduleOf = (path: string): string | undefined => /^server\/src\/modules\/([^/]+)\//.exec(path)?.[1];
const adapterOf = (path: string): string | undefined => /^server\/src\/channels\/([^/]+)\//.exec(path)?.[1];

type Rule = (source: Source) => Fault[];

function fault(rule: string, source: Source, detail: string): Fault[] {
  return [{ rule, file: source.path, detail }];
}

/** 1. Another module is its front door: `#contacts`, never a file behind it. */
const frontDoor: Rule = (source) =>
  source.imports.flatMap((name) => {
    if (!source.path.startsWith('server/src/')) return [];
    const deep = /^#(?!platform\/|channels\/)[^/]+\/./.test(name);
    const around = /(^|\/)modules\//.test(name) && !isTest(source.path);
    return deep || around ? fault('front-door', source, name) : [];
  });

/** 2. Modules are flat, and nothing in them climbs out. */
const flatModules: Rule = (source) => {
  const module = moduleOf(source.path);
  if (module === undefined) return [];
  const nested = source.path.split('/').length > 5 ? fault('flat-modules', source, 'a folder inside a module') : [];
  const climbing = source.imports.filter((name) => name.startsWith('../'));
  return [...nested, ...climbing.flatMap((name) => fault('flat-modules', source, name))];
};

/** 3. Modules know the contract of channels, never one adapter; adapters know no module and not each other. */
const adapters: Rule = (source) => {
  if (moduleOf(source.path) !== undefined && !isTest(source.path)) {
    return source.imports
      .filter((name) => name.startsWith('#channels/'))
      .flatMap((name) => fault('adapters', source, name));
  }
  if (adapterOf(source.path) === undefined || isTest(source.path) || isTestSupport(source.path)) return [];
  const allowed = /^(\.\/|\.\.\/channel\.ts$|#channel$|#platform\/|@parley\/contract\/|node:|[a-z])/;
  return source.imports.filter((name) => !allowed.test(name)).flatMap((name) => fault('adapters', source, name));
};

/** 4. The platform knows no module and no adapter. */
const platform: Rule = (source) => {
  if (!source.path.startsWith('server/src/platform/') || isTest(source.path)) return [];
  return source.imports
    .filter((name) => /^#(?!platform\/|channel$)/.test(name))
    .flatMap((name) => fault('platform', source, name));
};

/** 6. A table has one writer, and SQL stands only in *-queries.ts. */
const tableWriters: Rule = (source) => {
  const module = moduleOf(source.path);
  if (module === undefined || isTest(source.path) || isTestSupport(source.path)) return [];
  if (!source.path.endsWith('-queries.ts')) {
    const raw = /\bimport\s*\{[^}]*\bsql\b[^}]*\}\s*from\s*'kysely'/.test(source.text);
    const builder = /\.(insertInto|updateTable|deleteFrom|selectFrom)\(/.test(source.text);
    return raw || builder ? fault('table-writers', source, 'SQL outside *-queries.ts') : [];
  }
  return writesIn(source.text).flatMap(({ kind, table }) => {
    const owner = tableOwners[table];
    const writers = typeof owner === 'string' ? [owner] : owner?.[kind];
    return writers === undefined || writers.includes(module)
      ? []
      : fault('table-writers', source, `${kind} ${table}, which ${writers.join(' and ')} writes`);
  });
};

/** Support of tests that is not itself a test: made-up rows and networks. */
const isTestSupport = (path: string): boolean => /\/(test-[^/]*|scripted-[^/]*)\.ts$/.test(path);

function writesIn(text: string): { kind: 'insert' | 'update' | 'delete'; table: string }[] {
  const patterns = [
    ['insert', /\binsert\s+into\s+([a-z_]+)|insertInto\('([a-z_]+)/g],
    ['update', /\bupdate\s+(?!set\b)([a-z_]+)(?:\s+(?:as\s+)?[a-z]+)?\s+set\b|updateTable\('([a-z_]+)/g],
    ['delete', /\bdelete\s+from\s+([a-z_]+)|deleteFrom\('([a-z_]+)/g],
  ] as const;
  return patterns.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((match) => ({ kind, table: (match[1] ?? match[2])! })),
  );
}

/** 7. The environment is read in config.ts; the outside is reached through outbound-http and the transports it gives. */
const environment: Rule = (source) => {
  if (!source.path.startsWith('server/src/') || isTest(source.path)) return [];
  const reads = source.path !== 'server/src/config.ts' && /\bprocess\.env\b/.test(source.text);
  return reads ? fault('environment', source, 'process.env') : [];
};

const outside: Rule = (source) => {
  if (!source.path.startsWith('server/src/') || isTest(source.path) || isTestSupport(source.path)) return [];
  if (
    /^server\/src\/(config\.ts|platform\/(outbound|http\/|realtime\/|embedded-postgres\/)|channels\/direct-transports)/.test(
      source.path,
    )
  )
    return [];
  const sockets = source.imports.filter((name) => socketModules.test(name) && !onlyTypes(source.text, name));
  const fetches = /(^|[^.\w])fetch\(/.test(source.text) ? ['fetch('] : [];
  return [...sockets, ...fetches].flatMap((name) => fault('outside', source, name));
};

function onlyTypes(text: string, name: string): boolean {
  return !new RegExp(`import\\s+(?!type\\b)[^;]*from\\s*'${name}'`).test(text);
}

/** 8. Web: routes → features → components and lib; features never import each other. */
const web: Rule = (source) => {
  const feature = /^web\/src\/features\/([^/]+)\//.exec(source.path)?.[1];
  const low = /^web\/src\/(components|lib)\//.test(source.path);
  return source.imports.flatMap((name) => {
    const target = /(?:^|\/)features\/([^/]+)/.exec(name)?.[1];
    const upwards = (low && target !== undefined) || ((low || feature !== undefined) && /(?:^|\/)routes\//.test(name));
    const sideways = feature !== undefined && target !== undefined && target !== feature;
    return upwards || sideways ? fault('web', source, name) : [];
  });
};

/** 9. Size and names. */
const sizeAndNames: Rule = (source) => {
  const lines = source.text.split('\n').length - 1;
  const long = lines > maxLines && !isTest(source.path) && !source.path.endsWith('tables.ts');
  const bad = source.path.split('/').find((part) => forbiddenNames.test(part));
  return [
    ...(long ? fault('size', source, `${lines} lines`) : []),
    ...(bad === undefined ? [] : fault('names', source, bad)),
  ];
};

/** The sandbox stands for the outside: it shares the wire format with the server and nothing else. */
const sandbox: Rule = (source) => {
  if (!source.path.startsWith('sandbox/') || isTest(source.path)) return [];
  return source.imports
    .filter((name) => name.startsWith('@parley/server') && name !== '@parley/server/smpp-wire')
    .flatMap((name) => fault('sandbox', source, name));
};

const rules: readonly Rule[] = [
  frontDoor,
  flatModules,
  adapters,
  platform,
  tableWriters,
  environment,
  outside,
  web,
  sizeAndNames,
  sandbox,
];

/** The files a source imports, as far as they are ours: for the search for cycles. Types alone make no cycle at run time. */
function resolved(source: Source, root: string): string[] {
  const code = source.text.replace(/import\s+type\b[^;]*;/g, '').replace(/export\s+type\s*\{[^;]*;/g, '');
  return importsOf(code).flatMap((name) => {
    if (name.startsWith('.')) return [relative(root, join(root, dirname(source.path), name)).replaceAll('\\', '/')];
    if (name.startsWith('#platform/')) return [`server/src/platform/${name.slice(10)}.ts`];
    if (name === '#channel') return ['server/src/channels/channel.ts'];
    if (name.startsWith('#channels/')) return [`server/src/channels/${name.slice(10)}/index.ts`];
    return name.startsWith('#') ? [`server/src/modules/${name.slice(1)}/index.ts`] : [];
  });
}
