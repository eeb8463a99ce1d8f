'use strict';
// Stands in front of every npm script. Runs on any Node from 18 and without dependencies: installs what is missing, finds
// the Node that Parley needs (it comes with the packages) and runs the command with it. Its own words go to stderr, so
// that a command's stdout can be piped.

const { spawn, spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { constants } = require('node:os');
const { delimiter, dirname, join } = require('node:path');

const root = dirname(__dirname);

/**
 * Node.js takes memory by what the machine has: on a large one it keeps hundreds of megabytes of garbage about, which makes
 * nothing faster here. Whoever needs more says so in NODE_OPTIONS, of which the last word counts.
 */
const memory = '--max-semi-space-size=8 --max-old-space-size=1536';
const commands = {
  start: ['scripts/start.ts'],
  'build-web': ['scripts/build-web.ts'],
  check: ['scripts/check.ts'],
  test: ['scripts/test.ts'],
  demo: ['bench/src/demo.ts'],
  bench: ['bench/src/bench.ts'],
  chaos: ['bench/src/chaos.ts'],
  trace: ['scripts/trace.ts'],
  generate: ['scripts/generate.ts'],
};

main(process.argv[2], process.argv.slice(3));

function main(name, args) {
  if (!Object.hasOwn(commands, name ?? '')) {
    fail(`Usage: node scripts/bootstrap.cjs <${Object.keys(commands).join('|')}> [arguments]`);
  }
  if (!isInstalled(name)) install();
  run(findNode(), [...commands[name], ...args]);
}

/** Compares what npm recorded of its last installation with the lock, so that `npm ci` by hand counts as well. */
function isInstalled(command) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined) fail('package-lock.json is missing: restore it (git checkout package-lock.json).');
  if (found === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, dev }]) => {
    // The root and the workspaces themselves.
    if (!path.includes('node_modules/')) return true;
    if (path in found) return found[path].version === version;
    // A package for other platforms, or one that `npm ci --omit=dev` left out of an installation that only serves.
    return Boolean(optional || devOptional || (dev && command === 'start'));
  });
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

function install() {
  console.error('Installing packages (npm ci) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  const [program, ...before] = npm && existsSync(npm) ? [process.execPath, npm] : ['npm'];
  const { status, error } = spawnSync(program, [...before, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) fail(`npm could not be started (${error.message}). Install Node.js with npm, or run npm ci by hand.`);
  if (status !== 0) {
    fail(
      'npm ci failed: see above. Check the connection to the registry (npm ping) and the free disk space, then try again.',
    );
  }
}

function findNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const bundled = join(root, 'node_modules', name, 'bin/node');
  // Started to see that it runs: the package's Node needs glibc, which Alpine Linux lacks.
  if (existsSync(bundled) && spawnSync(bundled, ['--version']).status === 0) return bundled;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  fail(
    `Parley needs Node.js 22.18 or later: this is ${process.version}, and the package ${name} does not run here. Install Node.js 24.`,
  );
}

function run(node, args) {
  const path = [join(root, 'node_modules/.bin'), dirname(node), process.env.PATH].join(delimiter);
  const options = [memory, process.env.NODE_OPTIONS].filter(Boolean).join(' ');
  const env = { ...process.env, PATH: path, NODE_OPTIONS: options };
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has sent Ctrl-C to the child as well: a second one would look like impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  if (process.env.npm_lifecycle_event) stopWithNpm(child);
  child.once('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** npm passes SIGTERM on to its shell alone, which dies of it and leaves us behind: then our parent is another process. */
function stopWithNpm(child) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 250);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
