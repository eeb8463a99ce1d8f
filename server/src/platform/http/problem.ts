import type { ErrorKind, Language } from '@parley/contract/errors';
import { AppError } from '../errors.ts';

/** The one place where a kind of error becomes an HTTP status. */
const statuses: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  range_not_satisfiable: 416,
  precondition_failed: 412,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

const titles: Record<ErrorKind, string> = {
  invalid: 'Bad request',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  range_not_satisfiable: 'No such part',
  precondition_failed: 'Changed meanwhile',
  unprocessable: 'Cannot be done',
  rate_limited: 'Too many requests',
  unavailable: 'Try again later',
  internal: 'Server error',
};

/** RFC 9457 `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly details?: Record<string, unknown>;
  readonly errors?: readonly { path: string; rule: string; message: string }[];
}

export function statusOf(kind: ErrorKind): number {
  return statuses[kind];
}

export function problemOf(error: AppError, language: Language, requestId: string): Problem {
  return {
    type: `urn:parley:error:${error.code}`,
    title: titles[error.kind],
    status: statuses[error.kind],
    code: error.code,
    detail: error.text(language),
    requestId,
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
    ...(error.fields.length > 0 && {
      errors: error.fields.map((field) => ({ path: field.path, rule: field.rule, message: field[language] })),
    }),
  };
}

/** Seconds after which it is worth trying again, for the answers that have such a time. */
export function retryAfter(error: AppError): number | null {
  if (error.kind === 'rate_limited') return Math.max(1, Math.ceil(Number(error.details['seconds'] ?? 1)));
  return error.kind === 'unavailable' ? 2 : null;
}

/** Any failure of a request as an error of the catalogue; what nobody foresaw is `server_error` and is to be reported. */
export function asAppError(error: unknown, requestId: string, bodyLimit: number): AppError {
  if (error instanceof AppError) return error;
  const { code = '', statusCode = 500 } = error as { code?: unknown; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('body_too_large', { details: { limit: bodyLimit } });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new AppError('content_type_unsupported', { details: { expected: 'application/json' } });
  }
  if (statusCode >= 400 && statusCode < 500) return new AppError('body_unreadable', { cause: error });
  if (isDatabaseAway(error)) return new AppError('server_busy', { cause: error });
  return new AppError('server_error', { details: { requestId }, cause: error });
}

/** PostgreSQL restarts, has no connection left, broke the connection, or gave up one of two that waited for each other. */
const passingStates = new Set(['57P01', '57P02', '57P03', '53300', '40001', '40P01', '08000', '08003', '08006']);
const passingCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT']);

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && passingStates.has(code)) return true;
  if (typeof code === 'string' && passingCodes.has(code))
    return syscall === 'connect' || syscall === 'read' || syscall === 'write';
  return /^(Connection terminated|Client has encountered a connection error)/.test(error.message);
}
