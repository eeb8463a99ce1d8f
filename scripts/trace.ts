/** `npm run trace [-- --json]`: which tests name which requirement, failure and security ids. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const id = /\b(?:(?:PLT|CRM|INB|CHN|TPL|CAM|TEL|ORD|STF|AST|BIL|SUP|ADM|NUM|SEC|SPD|UX)-\d+a?|F\d{1,2})\b/g;
const title = /\b(?:test|describe|it)(?:\.\w+(?:\([^)]*\))?)?(?:<[^>]*>)?\(\s*(['"`])((?:(?!\1)[\s\S])*)\1/g;

const tests = new Map<string, { file: string; title: string }[]>();
/** The rows of a table of tests begin with their ids, too: `['F1 a kill before the claim', …]`. */
const row = /^\s*\[?(['"`])((?:[A-Z]+-?\d+a? )+(?:(?!\1)[^\n])*)\1/gm;

for (const folder of ['contract', 'server', 'sandbox', 'web', 'bench', 'scripts', 'e2e']) {
  for (const file of filesBelow(folder)) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, , name] of [...text.matchAll(title), ...text.matchAll(row)]) {
      for (const [found] of name!.matchAll(id)) {
        tests.set(found, [...(tests.get(found) ?? []), { file, title: name! }]);
      }
    }
  }
}

const sorted = [...tests].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
if (process.argv.includes('--json')) {
  console.log(JSON.stringify(Object.fromEntries(sorted)));
} else {
  for (const [name, named] of sorted) {
    console.log(name);
    for (const test of named) console.log(`  ${test.file}: ${test.title}`);
  }
  console.log(`\n${sorted.length} ids are named by ${sorted.reduce((sum, [, named]) => sum + named.length, 0)} tests.`);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((entry) => /\.(test|spec|journey)\.tsx?$/.test(entry) && !entry.includes('node_modules'))
      .map((entry) => `${folder}/${entry}`);
  } catch {
    return [];
  }
}
