/** What a command leaves behind when it ends: nothing. Everything it starts is put on this stack as soon as it stands. */
export type Leftovers = AsyncDisposableStack;

/** A mistake of the person at the keyboard, or something they can mend: said without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Runs a command of this package and cleans up after it, also when it fails or is interrupted. Sets the exit code. */
export async function runCommand(command: (leftovers: Leftovers) => Promise<void>): Promise<void> {
  const leftovers = new AsyncDisposableStack();
  const interrupted = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new CommandError('Interrupted: cleaning up.'));
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
  });
  try {
    await Promise.race([command(leftovers), interrupted]);
  } catch (error) {
    console.error(isForPeople(error) ? error.message : error);
    process.exitCode = 1;
  } finally {
    await leftovers.disposeAsync();
  }
  // A command that was interrupted has not noticed.
  process.exit();
}

function isForPeople(error: unknown): error is Error {
  return error instanceof CommandError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
}

/** For `parseArgs`: a whole number of at least `least`. Throws CommandError. */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new CommandError(`--${name} is a whole number from ${least}.`);
  return value;
}
