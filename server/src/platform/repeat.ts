import type { Logger } from 'pino';

export interface Repeating {
  /** Ends the repetition; resolves when a run under way has ended. */
  stop(): Promise<void>;
}

/** Runs `work` again and again, `milliseconds` after the end of the last run. A failure is logged and the next run comes. */
export function repeat(name: string, milliseconds: number, work: () => Promise<void>, log: Logger): Repeating {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error, work: name }, 'repeated work failed and will be tried again');
    }
    if (!stopped) timer = setTimeout(begin, milliseconds);
  };
  const begin = (): void => {
    running = run();
  };
  begin();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
