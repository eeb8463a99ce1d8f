/** What the Bot API answers instead of a result. `code` is the HTTP status as well. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, unknown>> | null;

  constructor(code: number, description: string, parameters: Readonly<Record<string, unknown>> | null = null) {
    super(description);
    this.name = 'ApiError';
    this.code = code;
    this.parameters = parameters;
  }
}

export function badRequest(text: string): ApiError {
  return new ApiError(400, `Bad Request: ${text}`);
}

export function floodWait(seconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}
