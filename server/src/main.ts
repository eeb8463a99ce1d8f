#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Half of the time to start is compiling: what was compiled once is kept in the system's folder for temporary files.
enableCompileCache();

const { runCommand } = await import('./cli/run-command.ts');
process.exitCode = await runCommand(process.argv.slice(2));
