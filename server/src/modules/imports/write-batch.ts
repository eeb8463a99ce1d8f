import { upsertContacts, type ContactChange, type ImportConsent, type UpsertResult } from '#contacts';
import { findOrCreateGroups, joinGroup } from '#groups';
import type { Ctx } from '#platform/context';
import type { Counts } from './counts.ts';
import { advanceImport, type ImportRow } from './import-queries.ts';
import { insertRejections, upsertChanges, type Change } from './import-row-queries.ts';
import type { AcceptedRow, FileRow, RejectedRow } from './read-batches.ts';

/** Writes a portion of the file and counts it, all in the caller's transaction. Returns how many rows are done now. */
export async function writeBatch(ctx: Ctx, row: ImportRow, rows: readonly FileRow[]): Promise<number> {
  const { organizationId } = ctx.actor;
  const accepted = rows.filter((one): one is AcceptedRow => one.contact !== null);
  const rejected = rows.filter((one): one is RejectedRow => one.contact === null);
  const result = accepted.length > 0 ? await writeContacts(ctx, row, accepted) : nobody;
  const joined = await joinOwnGroups(ctx, accepted, result);
  await upsertChanges(ctx.db, organizationId, row.id, changesOf(result.changes, joined));
  await insertRejections(ctx.db, organizationId, row.id, rejected);
  const counts: Counts = {
    rows: rows.length,
    created: result.created,
    updated: result.updated,
    duplicates: result.duplicates,
    rejected: rejected.length,
    warned: accepted.filter(({ warnings }) => warnings.length > 0).length,
  };
  return advanceImport(ctx.db, organizationId, row.id, counts);
}

const nobody: UpsertResult = { created: 0, updated: 0, duplicates: 0, outcomes: [], changes: [] };

function writeContacts(ctx: Ctx, row: ImportRow, accepted: readonly AcceptedRow[]): Promise<UpsertResult> {
  const { tags, onDuplicate } = row.options;
  const contacts = accepted.map(({ contact }) =>
    tags.length > 0 ? { ...contact, tags: [...contact.tags, ...tags] } : contact,
  );
  return upsertContacts(ctx, contacts, {
    importId: row.id,
    onDuplicate,
    groupId: row.group_id,
    consent: consentOf(row),
  });
}

export function consentOf({ options: { consent }, file_name: fileName }: ImportRow): ImportConsent | null {
  return consent && { ...consent, source: consent.source ?? fileName };
}

/** Puts people into the groups that their own rows name. Returns contact → groups, for those who were here before the batch. */
async function joinOwnGroups(
  ctx: Ctx,
  accepted: readonly AcceptedRow[],
  { outcomes }: UpsertResult,
): Promise<Map<string, string[]>> {
  const members = new Map<string, Set<string>>();
  for (const [index, { contact }] of accepted.entries()) {
    for (const name of contact.groups) {
      const ids = members.get(name) ?? new Set();
      members.set(name, ids.add(outcomes[index]!.contactId));
    }
  }
  const joined = new Map<string, string[]>();
  if (members.size === 0) return joined;
  const created = new Set(outcomes.filter(({ outcome }) => outcome === 'created').map(({ contactId }) => contactId));
  for (const [name, groupId] of await findOrCreateGroups(ctx, [...members.keys()])) {
    for (const contactId of await joinGroup(ctx, groupId, [...members.get(name)!])) {
      if (!created.has(contactId)) joined.set(contactId, [...(joined.get(contactId) ?? []), groupId]);
    }
  }
  return joined;
}

function changesOf(changes: readonly ContactChange[], joined: ReadonlyMap<string, string[]>): Change[] {
  const known = new Map(changes.map((change) => [change.contactId, change.before]));
  return [...new Set([...known.keys(), ...joined.keys()])].map((contactId) => ({
    contactId,
    before: known.get(contactId) ?? unchanged,
    joinedGroups: joined.get(contactId) ?? [],
  }));
}

const unchanged: ContactChange['before'] = { state: null, leftAt: null, joinedGroup: false, consentAdded: false };
