import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { restoreSuppressedAddresses, subjectOfAddress } from '#suppressions';
import { defaultCountry } from './check-contact.ts';
import { lockAddress } from './contact-address-queries.ts';
import { insertContact, insertIdentity, replaceEmails, replacePhones } from './contact-queries.ts';
import { displayNameOf } from './display-name.ts';
import { findContactByAddress } from './find-contact-by-address.ts';
import { parsePhone } from './phone.ts';

export interface Sender {
  readonly network: string;
  /** As the channel gives it: see `findContactByAddress`. */
  readonly address: string;
  /** What the network says the person is called. */
  readonly name: string | null;
}

const longestName = 200;

/**
 * The contact who writes from this address, made when there is none: then `contact.created` is emitted. First messages at
 * once from one address give one contact.
 */
export async function findOrCreateContact(ctx: Ctx, sender: Sender): Promise<{ id: string; created: boolean }> {
  const known = await findContactByAddress(ctx, sender.network, sender.address);
  if (known) return { id: known.id, created: false };
  const subject = subjectOfAddress(sender.network, sender.address);
  await lockAddress(ctx.db, ctx.actor.organizationId, `${subject.kind} ${subject.subject}`);
  const meanwhile = await findContactByAddress(ctx, sender.network, sender.address);
  return meanwhile ? { id: meanwhile.id, created: false } : { id: await createFromSender(ctx, sender), created: true };
}

async function createFromSender(ctx: Ctx, { network, address, name }: Sender): Promise<string> {
  const { organizationId } = ctx.actor;
  const id = uuidv7();
  const now = ctx.clock.now();
  const subject = subjectOfAddress(network, address);
  const reachedAt = subject.kind === 'identity' ? address : subject.subject;
  const person = { firstName: null, middleName: null, lastName: null, company: null, reachedAt };
  const given =
    name &&
    name
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, longestName)
      .toWellFormed();
  await insertContact(ctx.db, {
    organization_id: organizationId,
    id,
    display_name: displayNameOf(person, given).slice(0, longestName),
    created_at: now,
    updated_at: now,
  });
  if (subject.kind === 'phone') {
    const parsed = parsePhone(address, await defaultCountry(ctx));
    // The network knows the number, whatever our tables say.
    const { type, country } = 'error' in parsed ? { type: 'other' as const, country: null } : parsed;
    await replacePhones(ctx.db, organizationId, id, [{ phone: address, label: null, isPrimary: true, type, country }]);
  } else if (subject.kind === 'email') {
    await replaceEmails(ctx.db, organizationId, id, [{ email: subject.subject, label: null, isPrimary: true }]);
  } else {
    await insertIdentity(ctx.db, { organization_id: organizationId, contact_id: id, network, external_id: address });
  }
  await restoreSuppressedAddresses(ctx, [subject]);
  await ctx.events.emit('contact.created', id, { contactId: id });
  return id;
}
