const barWidth = 30;
const lineWidth = 100;

/** What happens, for a person at a terminal: one line a stage, with a bar where something can be counted. */
export interface Reporter {
  /** Begins a stage, or says how far it is: done and total. */
  progress(stage: string, done: number, total: number): void;
  /** Ends the stage with what came of it. */
  done(stage: string, result: string): void;
}

/** Writes to standard error, so that standard output stays for the result. Without a terminal only the ends are told. */
export function createReporter(stream: NodeJS.WriteStream = process.stderr): Reporter {
  const rewrite = (text: string) => stream.write(`\r${text.slice(0, lineWidth).padEnd(lineWidth)}`);
  return {
    progress: (stage, done, total) => {
      if (stream.isTTY) rewrite(`${stage.padEnd(20)} ${bar(done, total)} ${done} of ${total}`);
    },
    done: (stage, result) => {
      const text = `${stage.padEnd(20)} ${result}`;
      if (stream.isTTY) rewrite(text);
      stream.write(stream.isTTY ? '\n' : `${text}\n`);
    },
  };
}

export const silentReporter: Reporter = { progress: () => undefined, done: () => undefined };

function bar(done: number, total: number): string {
  const filled = total === 0 ? barWidth : Math.round((Math.min(done, total) / total) * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}
