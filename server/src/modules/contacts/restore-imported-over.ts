import { leaveGroup } from '#groups';
import type { Ctx } from '#platform/context';
import { updateContacts } from './contact-import-queries.ts';
import { deleteConsents, deleteOthers, lockVersions, type ListName, type ListValue } from './contact-undo-queries.ts';
import type { ContactChange, PersonState, UpsertOptions } from './imported-contact.ts';

interface Restorable {
  readonly contactId: string;
  readonly state: PersonState;
}

/**
 * For the undo of an import: gives contacts that were here before it their earlier look, as `upsertContacts` told it.
 * One that was changed since keeps its present look and only leaves the group and loses the consent of the import.
 */
export async function restoreImportedOver(
  ctx: Ctx,
  { groupId, consent }: Pick<UpsertOptions, 'groupId' | 'consent'>,
  changes: readonly ContactChange[],
): Promise<{ restored: number; kept: number }> {
  const { organizationId } = ctx.actor;
  const idsOf = (some: readonly ContactChange[]) => some.map(({ contactId }) => contactId);
  const joined = idsOf(changes.filter(({ before }) => before.joinedGroup));
  if (groupId !== null) await leaveGroup(ctx, groupId, joined);
  const agreed = idsOf(changes.filter(({ before }) => before.consentAdded));
  if (consent !== null) await deleteConsents(ctx.db, organizationId, agreed, consent.network);

  const changed = changes.filter(({ before }) => before.state !== null);
  const versions = new Map(
    (await lockVersions(ctx.db, organizationId, idsOf(changed))).map((row) => [row.id, row.updatedAt.toISOString()]),
  );
  const restorable = changed.flatMap(({ contactId, before: { state, leftAt } }) =>
    state && versions.get(contactId) === leftAt ? [{ contactId, state }] : [],
  );
  if (restorable.length > 0) await restore(ctx, restorable);
  return { restored: restorable.length, kept: changed.length - restorable.length };
}

async function restore(ctx: Ctx, people: readonly Restorable[]): Promise<void> {
  const { organizationId } = ctx.actor;
  const drafts = people.map((person) => ({ ...person, phones: [], emails: [], telegramUsernames: [], tags: [] }));
  await updateContacts(ctx.db, organizationId, null, ctx.clock.now(), drafts);
  const ids = people.map(({ contactId }) => contactId);
  // An import only adds to lists, so taking away what is new is enough.
  const kept: Record<ListName, ListValue[]> = {
    phones: listValues(people, ({ phones }) => phones.map(({ e164 }) => e164)),
    emails: listValues(people, ({ emails }) => emails.map(({ address }) => address)),
    tags: listValues(people, ({ tags }) => tags),
    telegramUsernames: listValues(people, ({ telegramUsernames }) => telegramUsernames),
  };
  for (const [list, values] of Object.entries(kept))
    await deleteOthers(ctx.db, organizationId, list as ListName, ids, values);
}

function listValues(people: readonly Restorable[], valuesOf: (state: PersonState) => readonly string[]): ListValue[] {
  return people.flatMap(({ contactId, state }) => valuesOf(state).map((value) => ({ contactId, value })));
}
