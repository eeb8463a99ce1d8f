/** Runs before each test file: what is waited for may take its time. That costs nothing where all is well. */
import { vi } from 'vitest';

const patience = 30_000;
const { waitFor } = vi;

vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: patience, ...options });
