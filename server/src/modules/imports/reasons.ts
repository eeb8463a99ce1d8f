/** Why a row was refused or a cell of it left out: every code once, with its text in both languages. */
import type { Language } from '@parley/contract/errors';

interface Texts {
  readonly en: string;
  readonly ru: string;
}

export const reasons = {
  csv_quote_unclosed: { en: 'A quote is opened and never closed.', ru: 'Кавычка открыта и не закрыта.' },
  csv_quote_misplaced: { en: 'There is text after a closing quote.', ru: 'После закрывающей кавычки стоит текст.' },
  csv_record_too_large: { en: 'The row is longer than 1 MiB.', ru: 'Строка длиннее 1 МиБ.' },
  csv_too_many_columns: { en: 'The row has more than 1,000 columns.', ru: 'В строке больше 1000 столбцов.' },
  row_empty: { en: 'The row is empty.', ru: 'Строка пуста.' },
  row_too_long: { en: 'The row has more cells than there are columns.', ru: 'В строке больше ячеек, чем столбцов.' },
  row_too_short: { en: 'The row has fewer cells than there are columns.', ru: 'В строке меньше ячеек, чем столбцов.' },
  row_without_identity: {
    en: 'There is no name, no usable phone, no e-mail.',
    ru: 'Нет ни имени, ни пригодного телефона, ни почты.',
  },
  phone_empty: { en: 'The phone is empty.', ru: 'Телефон пуст.' },
  phone_malformed: { en: 'This is not a phone number.', ru: 'Это не номер телефона.' },
  phone_too_short: { en: 'The phone number is too short.', ru: 'Номер телефона слишком короткий.' },
  phone_too_long: { en: 'The phone number is too long.', ru: 'Номер телефона слишком длинный.' },
  phone_not_valid: { en: 'There is no such phone number.', ru: 'Такого номера телефона не бывает.' },
  email_malformed: { en: 'This is not an e-mail address.', ru: 'Это не адрес электронной почты.' },
  birthday_malformed: { en: 'This is not a date of birth.', ru: 'Это не дата рождения.' },
  language_unknown: { en: 'The language is neither Russian nor English.', ru: 'Язык не русский и не английский.' },
  time_zone_unknown: { en: 'There is no such time zone.', ru: 'Такого часового пояса нет.' },
  telegram_malformed: { en: 'This is not a Telegram username.', ru: 'Это не имя пользователя Telegram.' },
  website_malformed: { en: 'This is not the address of a website.', ru: 'Это не адрес сайта.' },
  value_cut: { en: 'The value was too long and has been cut.', ru: 'Значение слишком длинное и сокращено.' },
  groups_too_many: {
    en: 'The file names more than 200 different groups: is this the right column?',
    ru: 'В файле больше 200 разных групп: верно ли выбран столбец?',
  },
  row_refused: { en: 'The row cannot be stored.', ru: 'Строку не удаётся сохранить.' },
  value_undecodable: {
    en: 'Some letters could not be read: is the encoding right?',
    ru: 'Часть букв не прочитана: верна ли кодировка?',
  },
} as const satisfies Record<string, Texts>;

export type ReasonCode = keyof typeof reasons;

export function reasonText(code: ReasonCode, language: Language): string {
  return reasons[code][language];
}
