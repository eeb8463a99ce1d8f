import type { Language } from '@parley/contract/errors';
import type { Database } from '#platform/database/database';
import { uuidv7 } from '#platform/uuid';
import { insertOrganization } from './organizations-queries.ts';

/** What an organization begins with where its people speak the language; all of it can be changed. */
const beginnings = {
  en: { currency: 'USD', country: 'US' },
  ru: { currency: 'RUB', country: 'RU' },
} as const;

/** A new tenant, in a transaction of the system. Answers its id. */
export async function createOrganization(
  db: Database,
  organization: {
    name: string;
    language: Language;
    timeZone: string;
    isDemo?: boolean;
    place?: { readonly country: string; readonly currency: string };
  },
): Promise<string> {
  const id = uuidv7();
  const { name, language, timeZone, isDemo = false, place = beginnings[language] } = organization;
  await insertOrganization(db, {
    organization_id: id,
    name,
    language,
    time_zone: timeZone,
    is_demo: isDemo,
    ...place,
  });
  return id;
}
