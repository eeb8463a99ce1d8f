import { errors, errorText, type ErrorCode, type ErrorKind, type Language } from '@parley/contract/errors';

/** A fault of one field: a path into the request and the rule it breaks, in both languages. */
export interface FieldFault {
  /** `phones.0.phone`, `query.limit`, `header.idempotency-key`. */
  readonly path: string;
  /** A stable code of the rule (`too_long`, `phone_not_valid`, `variable_unknown`). */
  readonly rule: string;
  readonly en: string;
  readonly ru: string;
}

/**
 * What a use case throws when it will not do what was asked. The catalogue is contract/errors.ts; kind → HTTP status is
 * decided in one place, platform/http. A bug is a plain Error.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly fields: readonly FieldFault[];

  constructor(
    code: ErrorCode,
    options: { details?: Record<string, unknown>; fields?: readonly FieldFault[]; cause?: unknown } = {},
  ) {
    super(errorText(code, 'en', options.details), { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.fields = options.fields ?? [];
  }

  get kind(): ErrorKind {
    return errors[this.code].kind;
  }

  text(language: Language): string {
    return errorText(this.code, language, this.details);
  }
}
