import type { ContactFilter } from '@parley/contract/contacts';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { uuidv7Floor } from '#platform/uuid';
import { emailFault, phoneFault } from './check-addresses.ts';
import { defaultCountry } from './check-contact.ts';
import type { ExactFilter } from './contact-list-queries.ts';
import { parseEmail } from './email.ts';
import { parsePhone } from './phone.ts';

/** A filter that is ready to run. */
export interface ReadyFilter {
  /** The words that a name must have; with any, the query goes through the search role. */
  readonly words: readonly string[];
  readonly exact: ExactFilter;
}

/** Throws `request_invalid` for a phone or an e-mail that cannot be one. `prefix` is where the filter stands in the request. */
export async function prepareFilter(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  filter: ContactFilter,
  prefix: string,
): Promise<ReadyFilter> {
  const faults: FieldFault[] = [];
  const phone = filter.phone === undefined ? undefined : parsePhone(filter.phone, await defaultCountry(ctx));
  if (phone && 'error' in phone) faults.push(phoneFault(`${prefix}.phone`, phone.error));
  const email = filter.email === undefined ? undefined : parseEmail(filter.email);
  if (email && 'error' in email) faults.push(emailFault(`${prefix}.email`));
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  return {
    words: filter.q?.split(/\s+/) ?? [],
    exact: {
      groupId: filter.groupId,
      tag: filter.tag,
      city: filter.city,
      fromId: filter.createdAfter === undefined ? undefined : uuidv7Floor(Date.parse(filter.createdAfter)),
      phone: phone && 'e164' in phone ? phone.e164 : undefined,
      email: email && 'address' in email ? email.address : undefined,
    },
  };
}
