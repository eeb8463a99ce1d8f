/** The part of JSON Schema that our schemas become. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly additionalProperties?: JsonSchema | boolean;
}

const formats: Record<string, string> = {
  uuid: '0198c0de-7a11-7000-8000-000000000001',
  'date-time': '2026-11-21T09:30:00.000Z',
  date: '2026-11-21',
  email: 'ann@example.com',
  uri: 'https://example.com',
};

/** A value that the schema describes: the schema's own example if it has one, else its required fields with plain values. */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.length) return schema.enum[0];
  const alternative = schema.anyOf ?? schema.oneOf;
  if (alternative?.length) return exampleOf(alternative[0]!);
  if (schema.allOf?.length) return Object.assign({}, ...schema.allOf.map(exampleOf));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return exampleObject(schema);
    case 'array':
      return exampleArray(schema);
    case 'string':
      return formats[schema.format ?? ''] ?? 'text'.padEnd(schema.minLength ?? 0, '.');
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function exampleObject(schema: JsonSchema): Record<string, unknown> {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name, field]) => required.has(name) || field.examples?.length,
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(field)]));
}

function exampleArray(schema: JsonSchema): unknown[] {
  if (schema.prefixItems) return schema.prefixItems.map(exampleOf);
  const { items } = schema;
  if (!items || items === true) return [];
  return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => exampleOf(items));
}
