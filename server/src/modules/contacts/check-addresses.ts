import type { CreateContactBody } from '@parley/contract/contacts';
import type { FieldFault } from '#platform/errors';
import { parseEmail } from './email.ts';
import { parsePhone, type PhoneCountry, type PhoneError, type PhoneType } from './phone.ts';

export interface PhoneDraft {
  readonly phone: string;
  readonly label: string | null;
  readonly isPrimary: boolean;
  readonly type: PhoneType;
  readonly country: string | null;
}

export interface EmailDraft {
  readonly email: string;
  readonly label: string | null;
  readonly isPrimary: boolean;
}

type PhoneInput = NonNullable<CreateContactBody['phones']>[number];
type EmailInput = NonNullable<CreateContactBody['emails']>[number];
type Text = Pick<FieldFault, 'en' | 'ru'>;

const phoneTexts: Readonly<Record<PhoneError, Text>> = {
  phone_empty: { en: 'There is no phone number here.', ru: 'Здесь нет номера телефона.' },
  phone_malformed: { en: 'This is not a phone number.', ru: 'Это не номер телефона.' },
  phone_too_short: { en: 'The number has too few digits.', ru: 'В номере не хватает цифр.' },
  phone_too_long: { en: 'The number has too many digits.', ru: 'В номере лишние цифры.' },
  phone_not_valid: { en: 'There is no such number range in this country.', ru: 'В этой стране нет таких номеров.' },
};
const repeated: Text = { en: 'This is in the list twice.', ru: 'Это указано в списке дважды.' };
const twoPrimary: Text = { en: 'Only one can be the primary one.', ru: 'Основным может быть только один.' };

export function phoneFault(path: string, rule: PhoneError): FieldFault {
  return { path, rule, ...phoneTexts[rule] };
}

export function emailFault(path: string): FieldFault {
  return { path, rule: 'email_malformed', en: 'This is not an e-mail address.', ru: 'Это не адрес электронной почты.' };
}

/** Phones as they are stored, exactly one of them primary; what is wrong with them goes to `faults`. */
export function checkPhones(inputs: readonly PhoneInput[], country: PhoneCountry, faults: FieldFault[]): PhoneDraft[] {
  const drafts: PhoneDraft[] = [];
  const primary = primaryIndex('phones', inputs, faults);
  for (const [index, input] of inputs.entries()) {
    const path = `phones.${index}.phone`;
    const parsed = parsePhone(input.phone, country);
    if ('error' in parsed) {
      faults.push(phoneFault(path, parsed.error));
      continue;
    }
    if (drafts.some((draft) => draft.phone === parsed.e164)) faults.push({ path, rule: 'phone_repeated', ...repeated });
    const label =
      parsed.extension === null ? (input.label ?? null) : `${input.label ?? ''} ext. ${parsed.extension}`.trim();
    drafts.push({
      phone: parsed.e164,
      label,
      isPrimary: index === primary,
      type: parsed.type,
      country: parsed.country,
    });
  }
  return drafts;
}

/** E-mail addresses as they are stored, exactly one of them primary; what is wrong with them goes to `faults`. */
export function checkEmails(inputs: readonly EmailInput[], faults: FieldFault[]): EmailDraft[] {
  const drafts: EmailDraft[] = [];
  const primary = primaryIndex('emails', inputs, faults);
  for (const [index, input] of inputs.entries()) {
    const path = `emails.${index}.email`;
    const parsed = parseEmail(input.email);
    if ('error' in parsed) {
      faults.push(emailFault(path));
      continue;
    }
    if (drafts.some((draft) => draft.email === parsed.address))
      faults.push({ path, rule: 'email_repeated', ...repeated });
    drafts.push({ email: parsed.address, label: input.label ?? null, isPrimary: index === primary });
  }
  return drafts;
}

/** The one that says so, else the first. */
function primaryIndex(
  path: string,
  inputs: readonly { readonly primary?: boolean | undefined }[],
  faults: FieldFault[],
): number {
  const marked = inputs.flatMap(({ primary }, index) => (primary ? [index] : []));
  if (marked.length > 1) faults.push({ path: `${path}.${marked[1]}.primary`, rule: 'primary_repeated', ...twoPrimary });
  return marked[0] ?? 0;
}
