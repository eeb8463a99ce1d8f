/** `npm start`: builds the web app when it changed, then serves. */
import { buildWebApp } from './build-web.ts';

const started = performance.now();
if (await buildWebApp()) console.log(`Built the web app (${((performance.now() - started) / 1_000).toFixed(1)} s).`);
process.argv.splice(2, 0, 'serve');
await import('../server/src/main.ts');
