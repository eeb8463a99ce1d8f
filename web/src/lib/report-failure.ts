import { ApiError } from './api.ts';

/** Tells the console what a person saw fail; what the server refused it knows itself. */
export function reportFailure(error: unknown): void {
  if (!(error instanceof ApiError)) console.error(error);
}
