import { join } from 'node:path';
import { checkBoundaries } from './boundaries.ts';

const faults = checkBoundaries(join(import.meta.dirname, '..'));
for (const { rule, file, detail } of faults) console.error(`${rule}: ${file}: ${detail}`);
if (faults.length > 0) process.exitCode = 1;
