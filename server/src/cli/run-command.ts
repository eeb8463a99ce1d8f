import { parseArgs } from 'node:util';
import { ConfigError } from '../config.ts';

const usage = `parley <command>

  serve [--roles http,worker,channels,scheduler]   run Parley; without --roles all of it
  migrate                                          bring the database to this version's schema
  doctor [--json]                                  check what Parley needs, and say how to mend what is missing

Settings are environment variables: see .env.example.`;

/** Runs one command of the command line. Answers the exit code: 0 done, 1 it could not, 2 it was asked wrongly. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'serve': {
        const { values } = parseArgs({ args: rest, options: { roles: { type: 'string' } } });
        const { serve } = await import('./serve.ts');
        return await serve(values.roles);
      }
      case 'migrate': {
        parseArgs({ args: rest, options: {} });
        const { migrateDatabase } = await import('./migrate-database.ts');
        return await migrateDatabase();
      }
      case 'doctor': {
        const { values } = parseArgs({ args: rest, options: { json: { type: 'boolean', default: false } } });
        const { doctor } = await import('./doctor.ts');
        return await doctor(values);
      }
      case 'help':
      case '--help':
      case '-h':
        console.log(usage);
        return 0;
      default:
        console.error(command === undefined ? usage : `There is no command ${command}.\n\n${usage}`);
        return 2;
    }
  } catch (error) {
    return complain(error);
  }
}

/** What a person can mend is said in a line; anything else with where it happened. */
function complain(error: unknown): number {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) console.error(fault);
    return 2;
  }
  const { code = '', message, constructor } = error as NodeJS.ErrnoException;
  if (code.startsWith('ERR_PARSE_ARGS')) {
    console.error(message);
    return 2;
  }
  if (code === 'EADDRINUSE') {
    console.error('Another program listens at this address already. Stop it, or set PARLEY_PORT.');
  } else if (databaseAway.test(code)) {
    console.error(`The database cannot be used: ${message}. parley doctor says more.`);
  } else {
    // Our own refusals to start are plain errors with a text for the administrator; everything else is a bug.
    console.error(constructor === Error && code === '' ? message : error);
  }
  return 1;
}

/** No server, no such host, wrong login, no such database, or it is starting. */
const databaseAway = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|28P01|28000|3D000|57P03)$/;
