import { pino, type Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * The process's log: one JSON object a line on standard output. Lines carry ids, counts and codes, never what people
 * wrote, their names or addresses (PLT-80), and no secret.
 */
export function createLog(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: plainError, cause: plainError },
  });
}

interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: PlainError | undefined;
}

/** An error without what PostgreSQL adds to it: its `detail` and `where` quote the row. */
function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: plainError(error.cause) }),
  };
}
