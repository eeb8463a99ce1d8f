import { errors, type ErrorCode } from '@parley/contract/errors';
import { z } from 'zod';
import { exampleOf, type JsonSchema } from './json-example.ts';
import { statusOf } from './problem.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description, made of the same schemas that check the requests (PLT-71). */
export function openApiOf(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api/v1${route.url}`.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description:
        'JSON over HTTP. Lists are read by cursor: `?limit&cursor`, answered with `{ data, nextCursor }`. Errors are ' +
        'problem+json (RFC 9457) with a stable `code`. Every POST takes an `Idempotency-Key`: a repeat within a day gets the first answer.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.module))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-parley' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer pk_…`' },
      },
    },
  };
}

function operationOf(route: Route): Json {
  const { description, access, handler } = route;
  const body = bodyOf(route);
  const permission = typeof access === 'object' ? access.permission : null;
  return {
    operationId: operationId(route),
    summary: description.summary,
    tags: [route.module],
    ...(permission && { description: `Needs the permission \`${permission}\`.`, 'x-permission': permission }),
    parameters: [
      ...parametersOf(description.params, 'path'),
      ...parametersOf(description.query, 'query'),
      ...(takesKey(route) ? [idempotencyKey] : []),
      ...(takesVersion(route) ? [ifMatch] : []),
    ],
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      [description.status ?? 200]: {
        description: 'Done',
        ...(description.versionOf && { headers: { ETag: entityTag } }),
        content: answerOf(route),
      },
      ...errorAnswers(errorsOf(route)),
    },
    security:
      access === 'public' ? [] : handler.kind === 'session' ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }],
  };
}

/** The codes an operation may answer with: its own and those that the edge adds to all of its kind. */
export function errorsOf(route: Route): ErrorCode[] {
  const { description, access, method } = route;
  const codes: ErrorCode[] = [...(description.errors ?? []), 'rate_limit_reached', 'server_busy', 'server_error'];
  if (description.params || description.query || description.body) codes.push('request_invalid');
  if (description.body) codes.push('body_unreadable', 'body_too_large', 'content_type_unsupported');
  if (access !== 'public') codes.push('sign_in_required');
  if (typeof access === 'object') codes.push('permission_missing');
  if (method !== 'GET') codes.push('cross_site_refused');
  if (takesKey(route)) codes.push('idempotency_key_reused', 'idempotency_key_busy');
  if (takesVersion(route)) codes.push('version_changed');
  if (description.upload) codes.push('upload_missing');
  return [...new Set(codes)];
}

function takesVersion(route: Route): boolean {
  return route.description.versionOf !== undefined && route.method !== 'GET';
}

function takesKey(route: Route): boolean {
  return route.method === 'POST' && route.handler.kind === 'use-case';
}

/** The function's own name where it is known: `startCampaign`. */
function operationId(route: Route): string {
  const words = route.url.split(/[/:-]/).filter(Boolean);
  const derived = route.method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return route.handler.run.name === 'run' ? derived : route.handler.run.name || derived;
}

export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as JsonSchema;
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input');
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: field,
  }));
}

const entityTag: Json = { description: 'The version of the record, for If-Match.', schema: { type: 'string' } };

const ifMatch: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The ETag of the version that the change is based on. When somebody changed it meanwhile the answer is 412.',
  schema: { type: 'string' },
};

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Your own id of this request. A repeat with the same key and body has no second effect and gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

function bodyOf(route: Route): Json | null {
  if (route.description.upload) {
    const file = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };
    return { 'multipart/form-data': { schema: file } };
  }
  return route.description.body ? jsonContent(route.description.body, 'input') : null;
}

function answerOf(route: Route): Json {
  const { response, download } = route.description;
  if (download) {
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  }
  return jsonContent(response, 'output');
}

function jsonContent(schema: z.ZodType, io: 'input' | 'output'): Json {
  const json = jsonSchemaOf(schema, io);
  return { 'application/json': { schema: json, example: exampleOf(json) } };
}

function errorAnswers(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => statusOf(errors[code].kind));
  const answers = [...byStatus].map(([status, group]) => {
    const description = group.map((code) => `\`${code}\` ${errors[code].en}`).join('\n\n');
    const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: group } } }] };
    return [String(status), { description, content: { 'application/problem+json': { schema } } }];
  });
  return Object.fromEntries(answers);
}

const text = { type: 'string' };
const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    code: { ...text, description: 'Stable; the texts may change.' },
    detail: { ...text, description: 'For a person, in their language.' },
    requestId: text,
    details: { type: 'object' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'rule', 'message'],
        properties: { path: text, rule: text, message: text },
      },
    },
  },
};
