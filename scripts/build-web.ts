/** Builds the web app into web/dist when its sources changed since the last build. `npm run build-web -- --force` always. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'web/dist');
const stamp = join(dist, '.built-from');
const sources = ['web/src', 'web/public', 'contract/src'];
const files = ['web/index.html', 'web/vite.config.ts', 'web/package.json', 'package-lock.json'];

/** Returns whether it built. */
export async function buildWebApp(force = false): Promise<boolean> {
  const wanted = fingerprint();
  if (!force && builtFrom() === wanted) return false;
  runVite();
  await compressAll();
  writeFileSync(stamp, wanted);
  return true;
}

/** In a process of its own, so that a server which builds before it serves does not keep what building took of memory. */
function runVite(): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const options = ['--config', join(root, 'web/vite.config.ts'), '--logLevel', 'warn', '--emptyOutDir'];
  const { status, error } = spawnSync(process.execPath, [vite, 'build', ...options], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The web app could not be built.', { cause: error });
}

function builtFrom(): string | null {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return null;
  }
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.env['VITE_DESIGN'] ?? '');
  for (const path of [...files, ...sources.flatMap(filesBelow)]) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}

/** Beside each text file, so that nothing is compressed while somebody waits. */
async function compressAll(): Promise<void> {
  const texts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|svg)$/.test(name));
  await Promise.all(
    texts.map(async (name) => {
      const content = readFileSync(join(dist, name));
      writeFileSync(join(dist, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      writeFileSync(join(dist, `${name}.br`), await promisify(brotliCompress)(content, quality));
    }),
  );
}

if (import.meta.main) {
  const built = await buildWebApp(process.argv.includes('--force'));
  console.log(built ? 'The web app is built.' : 'The web app is up to date.');
}
