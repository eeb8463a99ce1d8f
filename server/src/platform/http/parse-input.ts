import { z } from 'zod';
import { AppError, type FieldFault } from '../errors.ts';
import { fieldFaults } from './field-faults.ts';
import type { Route } from './route.ts';

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

type ParseInput = (raw: RawInput) => Record<string, unknown>;

/**
 * The one way a request becomes input: path, query and body by the route's schemas, joined into one object.
 * What the schemas do not name is refused. Throws `request_invalid` with every fault at once.
 */
export function inputParser(route: Route): ParseInput {
  const { params, query, body } = route.description;
  const parts = [
    { name: 'params', prefix: 'path', schema: closed(params) },
    { name: 'query', prefix: 'query', schema: closed(query) },
    { name: 'body', prefix: '', schema: closed(body) },
  ] as const;
  refuseSharedNames(
    route,
    parts.map((part) => part.schema),
  );
  return (raw) => {
    const faults: FieldFault[] = [];
    const input: Record<string, unknown> = {};
    for (const { name, prefix, schema } of parts) {
      const given = raw[name] ?? {};
      const before = faults.length;
      findNul(given, prefix, faults);
      const parsed = schema.safeParse(given, { reportInput: true });
      if (parsed.success) Object.assign(input, parsed.data);
      else if (faults.length === before) faults.push(...fieldFaults(parsed.error.issues, prefix));
    }
    if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
    return input;
  };
}

function closed(schema: z.ZodType | undefined): z.ZodType {
  if (!schema) return z.strictObject({});
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

function refuseSharedNames(route: Route, schemas: readonly z.ZodType[]): void {
  const names = schemas.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`${route.method} ${route.url} has the field ${twice} in two places.`);
}

/** PostgreSQL keeps no NUL in texts: without this it would be our error instead of the sender's. */
function findNul(value: unknown, path: string, faults: FieldFault[]): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) {
      faults.push({
        path,
        rule: 'control_character',
        en: 'This has a character that cannot be kept (NUL).',
        ru: 'Здесь есть недопустимый символ (NUL).',
      });
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      findNul(key, path, faults);
      findNul(item, path ? `${path}.${key}` : key, faults);
    }
  }
}
