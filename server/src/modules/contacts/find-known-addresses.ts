import type { Ctx } from '#platform/context';
import * as queries from './contact-import-queries.ts';
import type { ImportedContact } from './imported-contact.ts';
import { addressKey, rowHash } from './match-imported-contacts.ts';

/** Who has the addresses of these people already, or was made of the same rows: `addressKeys` → contact. */
export async function findKnownAddresses(ctx: Ctx, people: readonly ImportedContact[]): Promise<Map<string, string>> {
  const known = await queries.listKnownAddresses(ctx.db, ctx.actor.organizationId, {
    phones: people.flatMap((person) => person.phones.map(({ e164 }) => e164)),
    emails: people.flatMap((person) => person.emails.map(({ address }) => address)),
    telegram: people.flatMap(({ telegramUsername }) => telegramUsername?.toLowerCase() ?? []),
    rows: people.flatMap((person) => rowHash(person) ?? []),
  });
  return new Map(known.map(({ kind, address, contactId }) => [addressKey(kind, address), contactId]));
}
