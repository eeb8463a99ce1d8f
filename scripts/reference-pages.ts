/** The pages of docs/ that repeat what the contract declares. */
import { errors } from '@parley/contract/errors';
import { events, roomKindOf, type EventName } from '@parley/contract/events';
import { matrix, permissions, roles } from '@parley/contract/permissions';
import { z } from 'zod';
import { statusOf } from '../server/src/platform/http/problem.ts';

const note = '<!-- Made by `npm run generate` from contract/src. -->';

export function errorsPage(): string {
  const rows = Object.entries(errors).map(([code, { kind, en, ru }]) => [
    `\`${code}\``,
    `${statusOf(kind)} ${kind}`,
    en,
    ru,
  ]);
  return page(
    'Errors',
    'Every error is `application/problem+json` (RFC 9457) with one of these codes. `detail` is the text in the reader’s language; words in braces are filled in from `details`. `errors[]` names each bad field.',
    table(['Code', 'Status', 'English', 'Russian'], rows),
  );
}

export function eventsPage(): string {
  const rows = (Object.entries(events) as [EventName, (typeof events)[EventName]][]).map(
    ([name, { permission, payload }]) => [
      `\`${name}\``,
      `\`${permission}\``,
      `\`${roomKindOf(name) ?? 'org'}\``,
      fieldsOf(payload),
    ],
  );
  return page(
    'Events',
    'Every event is written with its change and gets a place in one order: `position`. Its name is the same on the bus, the socket and the webhook. Who has the permission may hear it: over the socket in the room that is named ([asyncapi.json](asyncapi.json)), over HTTP by `GET /api/v1/events`.',
    table(['Event', 'Permission', 'Room', 'Payload'], rows),
  );
}

export function permissionsPage(): string {
  const rows = permissions.map((permission) => {
    const holders: readonly string[] = matrix[permission];
    return [`\`${permission}\``, ...roles.map((role) => (holders.includes(role) ? '✓' : ''))];
  });
  return page(
    'Permissions',
    'Which role may do what. An API key has the permissions it was given, at most those of its creator.',
    table(['Permission', ...roles], rows),
  );
}

function page(title: string, introduction: string, body: string): string {
  return `${note}\n# ${title}\n\n${introduction}\n\n${body}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

interface Field {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly items?: Field;
  readonly anyOf?: readonly Field[];
}

function fieldsOf(payload: z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(payload) as { properties?: Record<string, Field> };
  return Object.entries(properties)
    .map(([name, field]) => `\`${name}\` ${typeOf(field)}`)
    .join(', ');
}

function typeOf({ type, format, items, anyOf }: Field): string {
  if (anyOf) return anyOf.map(typeOf).join(' or ');
  if (items) return `list of ${typeOf(items)}`;
  return format ?? (typeof type === 'string' ? type : (type ?? ['any']).join(' or '));
}
