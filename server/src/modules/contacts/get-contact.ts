import type { Contact } from '@parley/contract/contacts';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import * as queries from './contact-queries.ts';

/** Everything about one contact. Throws `record_missing`, also for one that was erased. */
export async function getContact(ctx: Ctx, { id }: { id: string }): Promise<Contact> {
  const { db } = ctx;
  const { organizationId } = ctx.actor;
  const row = await queries.findContact(db, organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'contact' } });
  const identities = await queries.listIdentities(db, organizationId, id);
  const suppressions = await queries.listSuppressionsOf(db, organizationId, id);
  const campaign = await queries.listCampaignsOf(db, organizationId, id);
  const lastCampaign = campaign?.started_at && {
    id: campaign.id,
    name: campaign.name,
    startedAt: campaign.started_at.toISOString(),
  };
  return {
    ...fieldsOf(row),
    phones: (await queries.listPhones(db, organizationId, id)).map(phoneOf),
    emails: (await queries.listEmails(db, organizationId, id)).map(({ email, label, is_primary: primary }) => ({
      email,
      label,
      primary,
    })),
    identities: identities.map(({ network, external_id: externalId, username }) => ({ network, externalId, username })),
    tags: await queries.listTags(db, organizationId, id),
    groups: await queries.listGroupsOf(db, organizationId, id),
    consents: (await queries.listConsents(db, organizationId, id)).map(consentOf),
    suppressions: suppressions.map((entry) => ({ ...entry, createdAt: entry.createdAt.toISOString() })),
    campaignCount: campaign?.count ?? 0,
    lastCampaign: lastCampaign ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

type ContactRow = NonNullable<Awaited<ReturnType<typeof queries.findContact>>>;

export function fieldsOf(row: ContactRow) {
  return {
    id: row.id,
    displayName: row.display_name,
    firstName: row.first_name,
    lastName: row.last_name,
    middleName: row.middle_name,
    company: row.company,
    city: row.city,
    region: row.region,
    postalCode: row.postal_code,
    address: row.address,
    website: row.website,
    timeZone: row.time_zone,
    language: row.language as Contact['language'],
    leadSource: row.lead_source,
    birthday: row.birthday,
    ownerId: row.owner_id,
    notes: row.notes,
    attributes: row.attributes as Contact['attributes'],
  };
}

function phoneOf(row: Awaited<ReturnType<typeof queries.listPhones>>[number]): Contact['phones'][number] {
  const reach = (state: string, checkedAt: Date | null, how: string | null) => ({
    state: state as Contact['phones'][number]['whatsapp']['state'],
    checkedAt: checkedAt?.toISOString() ?? null,
    how,
  });
  return {
    phone: row.phone,
    label: row.label,
    primary: row.is_primary,
    type: row.type as Contact['phones'][number]['type'],
    country: row.country,
    whatsapp: reach(row.whatsapp, row.whatsapp_checked_at, row.whatsapp_checked_how),
    telegram: reach(row.telegram, row.telegram_checked_at, row.telegram_checked_how),
  };
}

function consentOf(row: Awaited<ReturnType<typeof queries.listConsents>>[number]): Contact['consents'][number] {
  return {
    network: row.network as Contact['consents'][number]['network'],
    basis: row.basis as Contact['consents'][number]['basis'],
    wording: row.wording,
    source: row.source,
    recordedAt: row.recorded_at.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  };
}
