import { z } from 'zod';
import type { ChannelKind } from '#channel';
import { AppError } from '#platform/errors';
import { fieldFaults } from '#platform/http/field-faults';

type Values = Readonly<Record<string, unknown>>;

/** What is stored of a channel's settings: `shown` as it is, `secret` only sealed. */
export interface SplitSettings {
  /** A secret stands in it as `{ set: true }`. */
  readonly shown: Values;
  readonly secret: Values;
}

/** Null where an account may be added any number of times. */
export function accountOf(kind: ChannelKind, { shown, secret }: SplitSettings): string | null {
  return kind.accountOf?.({ ...shown, ...secret }) ?? null;
}

const setMark = { set: true };

/** Checks settings by the rules of the kind and parts the secrets from the rest. Throws `request_invalid` naming each field. */
export function splitSettings(kind: ChannelKind, input: Values): SplitSettings {
  const parsed = Object.entries(parseSettings(kind, input) as Values);
  const isSecret = ([name]: [string, unknown]): boolean => kind.secretSettings.includes(name);
  return {
    shown: Object.fromEntries(parsed.map((entry) => (isSecret(entry) ? [entry[0], setMark] : entry))),
    secret: Object.fromEntries(parsed.filter(isSecret)),
  };
}

/** The settings after a change: what is left out stays, null takes away, and a secret that comes back as its mark is kept. */
export function mergeSettings(before: SplitSettings, change: Values): Values {
  const given = Object.entries(change).filter(([, value]) => !isMark(value));
  const merged = { ...before.shown, ...before.secret, ...Object.fromEntries(given) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

function isMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'set' in value && value.set === true;
}

/** Throws `request_invalid` naming each wrong setting. */
export function parseSettings(kind: ChannelKind, input: Values): unknown {
  try {
    return kind.parseSettings(input);
  } catch (error) {
    // The adapter's edge: its schema names the fields, and the request is what they are in.
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map((issue) => ({ ...issue, input: valueAt(input, issue.path) }));
    throw new AppError('request_invalid', {
      fields: fieldFaults(issues as z.core.$ZodIssue[], 'settings'),
      cause: error,
    });
  }
}

/** Zod leaves the input out of its issues unless asked; without it every fault would read as a missing field. */
function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}
