/**
 * What a browser has to fetch before the list of the inbox can stand, gzip (SPD-16): the page, the shell and the route with
 * all that they import; what they ask for later is not in it. `node e2e/measures/first-load.ts`
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import prepare from '../fixtures/build-web-app.ts';

const dist = join(import.meta.dirname, '../../web/dist');
const routes = ['app', 'inbox'];

await prepare();
const assets = readdirSync(join(dist, 'assets'));
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const wanted = new Set<string>();
for (const [, name] of page.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)) want(name!);
for (const route of routes) want(assets.find((name) => new RegExp(`^${route}-[\\w-]{8}\\.js$`).test(name))!);

const files = [...wanted].map((name) => ({ name, bytes: statSync(join(dist, `assets/${name}.gz`)).size }));
for (const { name, bytes } of files.toSorted((one, two) => two.bytes - one.bytes).slice(0, 12))
  console.log(`${(bytes / 1_000).toFixed(1).padStart(7)} kB  ${name}`);
const sum = files.reduce((all, { bytes }) => all + bytes, 0);
console.log(JSON.stringify({ files: files.length, kilobytes: Math.round(sum / 100) / 10 }));

function want(name: string): void {
  if (wanted.has(name)) return;
  wanted.add(name);
  if (!name.endsWith('.js')) return;
  const code = readFileSync(join(dist, 'assets', name), 'utf8');
  for (const [, imported] of code.matchAll(/(?:from|import)\s*["`]\.\/([\w.-]+\.js)["`]/g)) want(imported!);
}
