import type { Sender } from '#channel';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { restoreSuppressedAddresses, subjectOfAddress } from '#suppressions';
import { defaultCountry } from './check-contact.ts';
import { lockAddress } from './contact-address-queries.ts';
import { updateIdentityName } from './contact-reach-queries.ts';
import { insertContact, insertIdentity, replaceEmails, replacePhones } from './contact-queries.ts';
import { displayNameOf } from './display-name.ts';
import { findContactByAddress } from './find-contact-by-address.ts';
import { parsePhone } from './phone.ts';

export interface Writer {
  readonly network: string;
  /** As the channel gives it: see `findContactByAddress`. */
  readonly address: string;
  readonly sender: Sender;
  /** Who it is, when our own link has said so; an address that is somebody's already stays theirs. */
  readonly contactId?: string | null;
}

const longestName = 200;
/** Of a first or last name, as people may type it. */
const longestPart = 100;

/**
 * The contact who writes from this address, made when there is none: then `contact.created` is emitted. First messages at
 * once from one address give one contact.
 */
export async function findOrCreateContact(ctx: Ctx, writer: Writer): Promise<{ id: string; created: boolean }> {
  const known = await findContactByAddress(ctx, writer.network, writer.address);
  if (known) return noteName(ctx, writer, known.id);
  const subject = subjectOfAddress(writer.network, writer.address);
  await lockAddress(ctx.db, ctx.actor.organizationId, `${subject.kind} ${subject.subject}`);
  const meanwhile = await findContactByAddress(ctx, writer.network, writer.address);
  if (meanwhile) return noteName(ctx, writer, meanwhile.id);
  if (writer.contactId && subject.kind === 'identity') return joinIdentity(ctx, writer, writer.contactId);
  return { id: await createFromSender(ctx, writer), created: true };
}

async function noteName(
  ctx: Ctx,
  { network, address, sender }: Writer,
  id: string,
): Promise<{ id: string; created: false }> {
  const isIdentity = subjectOfAddress(network, address).kind === 'identity';
  const identity = { network, externalId: address, username: sender.username };
  if (isIdentity) await updateIdentityName(ctx.db, ctx.actor.organizationId, identity);
  return { id, created: false };
}

async function joinIdentity(ctx: Ctx, writer: Writer, contactId: string): Promise<{ id: string; created: false }> {
  const { network, address, sender } = writer;
  await insertIdentity(ctx.db, {
    organization_id: ctx.actor.organizationId,
    contact_id: contactId,
    network,
    external_id: address,
    username: sender.username,
  });
  await ctx.events.emit('contact.updated', contactId, { contactId });
  return { id: contactId, created: false };
}

async function createFromSender(ctx: Ctx, { network, address, sender }: Writer): Promise<string> {
  const { organizationId } = ctx.actor;
  const id = uuidv7();
  const now = ctx.clock.now();
  const subject = subjectOfAddress(network, address);
  const reachedAt = subject.kind === 'identity' ? address : subject.subject;
  const firstName = plainName(sender.firstName)?.slice(0, longestPart) ?? null;
  const lastName = plainName(sender.lastName)?.slice(0, longestPart) ?? null;
  const person = { firstName, middleName: null, lastName, company: null, reachedAt };
  const given = plainName(sender.displayName) ?? plainName(sender.username && `@${sender.username}`);
  await insertContact(ctx.db, {
    organization_id: organizationId,
    id,
    first_name: firstName,
    last_name: lastName,
    display_name: displayNameOf(person, given).slice(0, longestName),
    language: sender.language === 'ru' || sender.language === 'en' ? sender.language : null,
    created_at: now,
    updated_at: now,
  });
  await insertAddress(ctx, id, { network, address, sender });
  await restoreSuppressedAddresses(ctx, [subject]);
  await ctx.events.emit('contact.created', id, { contactId: id });
  return id;
}

async function insertAddress(ctx: Ctx, id: string, { network, address, sender }: Writer): Promise<void> {
  const { organizationId } = ctx.actor;
  const subject = subjectOfAddress(network, address);
  if (subject.kind === 'phone') {
    const parsed = parsePhone(address, await defaultCountry(ctx));
    // The network knows the number, whatever our tables say.
    const { type, country } = 'error' in parsed ? { type: 'other' as const, country: null } : parsed;
    await replacePhones(ctx.db, organizationId, id, [{ phone: address, label: null, isPrimary: true, type, country }]);
  } else if (subject.kind === 'email') {
    await replaceEmails(ctx.db, organizationId, id, [{ email: subject.subject, label: null, isPrimary: true }]);
  } else {
    const identity = { network, external_id: address, username: sender.username };
    await insertIdentity(ctx.db, { organization_id: organizationId, contact_id: id, ...identity });
  }
}

function plainName(name: string | null): string | null {
  const plain = name
    ?.replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longestName)
    .toWellFormed();
  return plain ? plain : null;
}
