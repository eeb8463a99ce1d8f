import { joinGroup, joinGroupAsNewcomers } from '#groups';
import type { Ctx } from '#platform/context';
import { restoreSuppressedAddresses } from '#suppressions';
import { lockAllAddresses } from './contact-address-queries.ts';
import * as queries from './contact-import-queries.ts';
import type { ContactDraft, NewContact } from './contact-import-queries.ts';
import { findKnownAddresses } from './find-known-addresses.ts';
import type { ContactChange, ImportedContact, PersonState, UpsertOptions, UpsertResult } from './imported-contact.ts';
import { matchImportedContacts, rowHash, type Matching, type Person } from './match-imported-contacts.ts';
import { mergeRow, stateOfRow } from './merge-imported-contact.ts';
import { subjectsOf } from './subjects-of.ts';

/**
 * Writes a batch of a list (1,000 to 10,000 rows) in a few statements. While it runs, nobody else makes contacts in the
 * organization, so one person is one contact however many lists come at once. Emits nothing: the import tells that it is
 * finished. A contact that is erased at this very moment stays erased, and its row counts as a duplicate.
 */
export async function upsertContacts(
  ctx: Ctx,
  batch: readonly ImportedContact[],
  options: UpsertOptions,
): Promise<UpsertResult> {
  const { organizationId } = ctx.actor;
  await lockAllAddresses(ctx.db, organizationId);
  const known = options.onDuplicate === 'create' ? new Map<string, string>() : await findKnownAddresses(ctx, batch);
  const matching = matchImportedContacts(batch, known, options.onDuplicate);
  const newcomers = matching.people.filter(({ isNew }) => isNew).map((person) => newContactOf(person, matching));
  const others = matching.people.filter(({ isNew }) => !isNew);
  await queries.insertContacts(ctx.db, organizationId, options.importId, ctx.clock.now(), newcomers);
  const updates =
    options.onDuplicate === 'update' ? await updateKnown(ctx, others, matching, options.importId) : noUpdates;
  await writeLists(ctx, [...newcomers, ...updates.drafts]);
  const stayed = others.filter(({ contactId }) => !updates.gone.has(contactId));
  const joined = await joinList(ctx, idsOf(newcomers), idsOf(stayed), options);
  const outcomes = matching.outcomes.map((row) =>
    updates.gone.has(row.contactId) ? { ...row, outcome: 'duplicate' as const } : row,
  );
  const count = (outcome: string) => outcomes.filter((row) => row.outcome === outcome).length;
  return {
    created: count('created'),
    updated: count('updated'),
    duplicates: count('duplicate'),
    outcomes,
    changes: changesOf(others, updates, joined),
  };
}

function idsOf(people: readonly { readonly contactId: string }[]): string[] {
  return people.map(({ contactId }) => contactId);
}

function newContactOf({ contactId, rows: [first, ...rest] }: Person, matching: Matching): NewContact {
  const state = applyRows(stateOfRow(first!), rest, contactId, matching);
  return {
    contactId,
    state,
    phones: state.phones,
    emails: state.emails,
    telegramUsernames: state.telegramUsernames,
    tags: state.tags,
    rowHash: rowHash(first!),
  };
}

function applyRows(
  state: PersonState,
  rows: readonly ImportedContact[],
  contactId: string,
  { ownerOf }: Matching,
): PersonState {
  return rows.reduce(
    (before, row) => mergeRow(before, row, (kind, address) => ownerOf(kind, address) === contactId),
    state,
  );
}

interface Updates {
  /** What is new of each contact that changed. */
  readonly drafts: readonly ContactDraft[];
  /** How those looked before that were not made by this import. */
  readonly before: ReadonlyMap<string, { readonly state: PersonState; readonly leftAt: string }>;
  /** Erased while we waited for them. */
  readonly gone: ReadonlySet<string>;
}

const noUpdates: Updates = { drafts: [], before: new Map(), gone: new Set() };

async function updateKnown(
  ctx: Ctx,
  people: readonly Person[],
  matching: Matching,
  importId: string,
): Promise<Updates> {
  if (people.length === 0) return noUpdates;
  const { organizationId } = ctx.actor;
  const locked = await queries.lockStates(ctx.db, organizationId, idsOf(people));
  const byId = new Map(locked.map((contact) => [contact.id, contact]));
  const gone = new Set(idsOf(people).filter((id) => !byId.has(id)));
  const drafts = people.flatMap(({ contactId, rows }) => {
    const before = byId.get(contactId)?.state;
    const after = before && applyRows(before, rows, contactId, matching);
    return after && JSON.stringify(after) !== JSON.stringify(before) ? [draftOfChange(contactId, before, after)] : [];
  });
  if (drafts.length === 0) return { ...noUpdates, gone };
  const versions = await queries.updateContacts(ctx.db, organizationId, importId, ctx.clock.now(), drafts);
  const before = versions.flatMap(({ id, updatedAt }) => {
    const { importId: madeBy, state } = byId.get(id)!;
    return madeBy === importId ? [] : [[id, { state, leftAt: updatedAt.toISOString() }] as const];
  });
  return { drafts, before: new Map(before), gone };
}

function draftOfChange(contactId: string, before: PersonState, after: PersonState): ContactDraft {
  return {
    contactId,
    state: after,
    // Merging only adds at the end.
    phones: after.phones.slice(before.phones.length),
    emails: after.emails.slice(before.emails.length),
    telegramUsernames: after.telegramUsernames.slice(before.telegramUsernames.length),
    tags: after.tags.slice(before.tags.length),
  };
}

async function writeLists(ctx: Ctx, drafts: readonly ContactDraft[]): Promise<void> {
  const { organizationId } = ctx.actor;
  await queries.insertPhones(ctx.db, organizationId, drafts);
  await queries.insertEmails(ctx.db, organizationId, drafts);
  await queries.insertTelegramUsernames(ctx.db, organizationId, drafts);
  await queries.insertTags(ctx.db, organizationId, drafts);
  const phones = drafts.flatMap((draft) => draft.phones.map(({ e164 }) => ({ phone: e164 })));
  const emails = drafts.flatMap((draft) => draft.emails.map(({ address }) => ({ email: address })));
  await restoreSuppressedAddresses(ctx, subjectsOf(phones, emails));
}

interface Joined {
  readonly group: ReadonlySet<string>;
  readonly consent: ReadonlySet<string>;
}

/** Puts everybody on the list into its group and records its basis. Returns for whom of the others that was new. */
async function joinList(
  ctx: Ctx,
  newcomers: readonly string[],
  others: readonly string[],
  { groupId, consent }: UpsertOptions,
): Promise<Joined> {
  const { organizationId, kind, id } = ctx.actor;
  let group: string[] = [];
  if (groupId !== null) {
    await joinGroupAsNewcomers(ctx, groupId, newcomers);
    if (others.length > 0) group = await joinGroup(ctx, groupId, others);
  }
  let consents: string[] = [];
  if (consent !== null) {
    const record = { ...consent, recordedBy: kind === 'user' ? id : null, at: ctx.clock.now() };
    consents = await queries.insertImportConsents(ctx.db, organizationId, record, [...newcomers, ...others]);
  }
  return { group: new Set(group), consent: new Set(consents) };
}

function changesOf(others: readonly Person[], { before }: Updates, joined: Joined): ContactChange[] {
  return others.flatMap(({ contactId }) => {
    const { state = null, leftAt = null } = before.get(contactId) ?? {};
    const joinedGroup = joined.group.has(contactId);
    const consentAdded = joined.consent.has(contactId);
    return state || joinedGroup || consentAdded
      ? [{ contactId, before: { state, leftAt, joinedGroup, consentAdded } }]
      : [];
  });
}
