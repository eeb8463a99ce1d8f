import { z } from 'zod';
import { language, logoUrl, timeZone } from './accounts.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

const currency = z
  .string()
  .refine((code) => currencies.has(code), {
    message: 'This is not a currency code, such as EUR.',
    params: { rule: 'currency_unknown', ru: 'Такого кода валюты нет. Пример: RUB.' },
  })
  .meta({ examples: ['EUR'] });

const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .refine(isCountry, {
    message: 'This is not a country code, such as DE.',
    params: { rule: 'country_unknown', ru: 'Такого кода страны нет. Пример: RU.' },
  })
  .meta({ examples: ['DE'] });

export const organization = z.object({
  id: z.uuid(),
  name: z.string(),
  logoUrl,
  language,
  timeZone: z.string(),
  currency: z.string(),
  /** Where numbers without a country code are at home. */
  country: z.string(),
  /** The organization's own words that unsubscribe, beside the usual ones. */
  optOutWords: z.array(z.string()),
  createdAt: z.iso.datetime(),
});
export type Organization = z.output<typeof organization>;

export const logoParams = z.object({ organizationId: z.uuid(), version: z.string().max(64) });
export type LogoParams = z.output<typeof logoParams>;

export const updateOrganizationBody = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    language,
    timeZone,
    currency,
    country,
    optOutWords: z.array(z.string().trim().min(1).max(50)).max(50),
  })
  .partial();
export type UpdateOrganization = z.output<typeof updateOrganizationBody>;

function isCountry(code: string): boolean {
  try {
    return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined;
  } catch {
    return false;
  }
}
