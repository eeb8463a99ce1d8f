import type { NamedField } from '@parley/contract/contact-fields';
import type { CreateContactBody } from '@parley/contract/contacts';
import type { Ctx } from '#platform/context';
import type { FieldFault } from '#platform/errors';
import { contactColumns } from './contact-columns.ts';
import { getCountry, isActiveMember } from './contact-queries.ts';
import { isPhoneCountry, type PhoneCountry } from './phone.ts';

/** The country whose national numbers people here type without `+`. */
export async function defaultCountry(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<PhoneCountry> {
  const country = await getCountry(ctx.db, ctx.actor.organizationId);
  return isPhoneCountry(country) ? country : 'US';
}

export async function checkOwner(ctx: Ctx, ownerId: string | null | undefined, faults: FieldFault[]): Promise<void> {
  if (!ownerId || (await isActiveMember(ctx.db, ctx.actor.organizationId, ownerId))) return;
  faults.push({
    path: 'ownerId',
    rule: 'member_unknown',
    en: 'There is no such member here.',
    ru: 'Здесь нет такого участника.',
  });
}

type Fields = Pick<CreateContactBody, NamedField | 'ownerId'>;

const columns = { ...contactColumns, ownerId: 'owner_id' } as const;

export type FieldName = keyof typeof columns;
const fieldNames = Object.keys(columns) as FieldName[];

/** The given fields by their columns. */
export function columnsOf(fields: Fields): Partial<Record<(typeof columns)[FieldName], string | null>> {
  const given = fieldNames.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(given.map((name) => [columns[name], fields[name] ?? null]));
}
