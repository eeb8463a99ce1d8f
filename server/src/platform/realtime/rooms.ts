import type { Permission } from '@parley/contract/permissions';
import type { Room, RoomKind } from '@parley/contract/realtime';
import type { Actor, Ctx, Runtime } from '../context.ts';
import { AppError } from '../errors.ts';

/** Who may look at one kind of thing: whoever has the permission, if it is the organization's. */
export interface RoomAccess {
  readonly permission: Permission;
  /** Throws `record_missing` when the organization has no such thing. */
  readonly open: (ctx: Ctx, input: { id: string }) => Promise<unknown>;
}

/** The rooms of things, from the modules that know them. */
export type Rooms = Readonly<Record<Exclude<RoomKind, 'org' | 'user'>, RoomAccess>>;

/** Throws when they may not hear what is said there: a foreign thing is answered as one that is not there. */
export async function checkRoom(
  runtime: Runtime,
  rooms: Rooms,
  { actor, isRoot }: { readonly actor: Actor; readonly isRoot: boolean },
  room: Room,
): Promise<void> {
  const missing = (): AppError => new AppError('record_missing', { details: { what: 'room' } });
  if (room === 'admin') {
    if (!isRoot) throw missing();
    return;
  }
  const [kind, id] = room.split(':') as [RoomKind, string];
  if (kind === 'org' || kind === 'user') {
    if (id !== (kind === 'org' ? actor.organizationId : actor.id)) throw missing();
    return;
  }
  const { permission, open } = rooms[kind];
  if (!actor.permissions.has(permission)) throw new AppError('permission_missing', { details: { permission } });
  await runtime.transaction(actor, (ctx) => open(ctx, { id }), { readOnly: true });
}
