import type { BulkFilter, ContactFilter } from '@parley/contract/contacts';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { uuidv7Floor } from '#platform/uuid';
import { emailFault, phoneFault } from './check-addresses.ts';
import { defaultCountry } from './check-contact.ts';
import type { ExactFilter } from './contact-filter-queries.ts';
import { parseEmail } from './email.ts';
import { parsePhone } from './phone.ts';
import { readTextSearch, type TextSearch } from './text-search.ts';

/** A filter that is ready to run. */
export interface ReadyFilter {
  /** With it the query goes through the search role. */
  readonly text: TextSearch | null;
  readonly exact: ExactFilter;
}

/** Throws `request_invalid` for a phone or an e-mail that cannot be one. `prefix` is where the filter stands in the request. */
export async function prepareFilter(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  filter: ContactFilter & Pick<BulkFilter, 'ids'>,
  prefix: string,
): Promise<ReadyFilter> {
  const faults: FieldFault[] = [];
  const isAboutPhones = filter.q !== undefined || filter.phone !== undefined;
  const country = isAboutPhones ? await defaultCountry(ctx) : 'US';
  const phone = filter.phone === undefined ? undefined : parsePhone(filter.phone, country);
  if (phone && 'error' in phone) faults.push(phoneFault(`${prefix}.phone`, phone.error));
  const email = filter.email === undefined ? undefined : parseEmail(filter.email);
  if (email && 'error' in email) faults.push(emailFault(`${prefix}.email`));
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  const exact: ExactFilter = {
    ids: filter.ids,
    groupIds: listed(filter.groupId),
    notGroupIds: listed(filter.notGroupId),
    tags: listed(filter.tag),
    notTags: listed(filter.notTag),
    cities: listed(filter.city),
    owners: listed(filter.owner),
    fromId: floorOf(filter.createdAfter),
    beforeId: floorOf(filter.createdBefore),
    reachable: filter.reachable,
    consent: filter.consent,
    noConsent: filter.noConsent,
    isSuppressed: filter.optedOut === undefined ? undefined : filter.optedOut === 'true',
    noCampaignSince: filter.noCampaignSince,
    campaignSince: filter.campaignSince,
    importId: filter.importId,
    phone: phone && 'e164' in phone ? phone.e164 : undefined,
    email: email && 'address' in email ? email.address : undefined,
  };
  return { text: filter.q === undefined ? null : readTextSearch(filter.q, country), exact };
}

function listed<T>(value: T | T[] | undefined): readonly T[] | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? value : [value];
}

/** An id says when it was made. */
function floorOf(time: string | undefined): string | undefined {
  return time === undefined ? undefined : uuidv7Floor(Date.parse(time));
}
