/**
 * What columns are called, in English and Russian, by those who made the file.
 */
import type { SingleField } from '@parley/contract/imports';
import type { ColumnTarget } from './column-mapping.ts';

const singleNames: Readonly<Record<SingleField, string>> = {
  firstName: 'first name|firstname|given name|fname|forename|имя|имя клиента|имя контакта',
  lastName: 'last name|lastname|surname|family name|lname|фамилия|фамилия клиента|фамилия контакта',
  middleName: 'middle name|middlename|patronymic|second name|отчество',
  displayName:
    'name|full name|fullname|display name|contact|contact name|contact person|client|client name|customer|customer name|person|' +
    'фио|ф и о|фио клиента|ф и о клиента|фио контакта|полное имя|имя фамилия|имя и фамилия|фамилия имя|фамилия и имя|фамилия имя отчество|' +
    'клиент|контакт|контактное лицо|покупатель|заказчик|получатель',
  company:
    'company|company name|organization|organisation|org|employer|account|account name|business|' +
    'компания|название компании|организация|название организации|наименование организации|фирма|предприятие|юр лицо|место работы',
  city: 'city|town|locality|город|населенный пункт|нас пункт|город проживания',
  region: 'region|state|province|state province|регион|область|край|субъект|субъект рф',
  postalCode: 'zip|zip code|zipcode|postal code|postcode|post code|индекс|почтовый индекс',
  address:
    'address|street|street address|address line|mailing address|адрес|улица|адрес проживания|адрес доставки|почтовый адрес',
  website: 'web|website|web site|site|url|homepage|www|сайт|веб сайт|адрес сайта',
  timeZone: 'time zone|timezone|tz|часовой пояс|таймзона',
  language: 'language|lang|locale|preferred language|язык',
  leadSource:
    'source|lead source|utm source|campaign source|источник|источник лида|источник рекламы|рекламный источник|рк|откуда',
  birthday: 'birthday|birth date|birthdate|date of birth|dob|bday|дата рождения|день рождения|др|д р|родился',
  telegramUsername: 'telegram|tg|telegram username|telegram nick|телеграм|телеграмм|телега|ник в телеграм|ник телеграм',
  notes:
    'note|notes|comment|comments|remark|remarks|description|примечание|примечания|комментарий|комментарии|заметка|заметки|описание',
};

const listNames = {
  tags: 'tag|tags|label|labels|тег|теги|тэг|тэги|метка|метки|ярлык|ярлыки',
  groups: 'group|groups|list|lists|segment|группа|группы|список|сегмент',
} as const;

/** The last ones are what we add to a file of rejected rows, which comes back mended. */
const ignoredNames = 'id|no|n|row|number|п п|пп|номер|номер п п|ид|why it was not imported|почему не импортировано';

const targets = new Map<string, ColumnTarget>();
for (const [to, names] of Object.entries(singleNames)) {
  for (const name of names.split('|')) targets.set(name, { to: to as SingleField });
}
for (const name of listNames.tags.split('|')) targets.set(name, { to: 'tags' });
for (const name of listNames.groups.split('|')) targets.set(name, { to: 'groups' });
for (const name of ignoredNames.split('|')) targets.set(name, { to: 'ignore' });

const emailWords = /(^| )(e ?mail|mail|емейл|имейл|имэйл|мыло|почта|почты|почте|эл почта|электронная почта)( |$)/;
const phoneWords =
  /(^| )(phones?|tel|telephone|mob|mobile|cell|cellphone|whats ?app|wa|sms|тел|телефоны?|телефона|моб|мобильный|мобильные|сотовый|сот|ватсап|вотсап|вацап)( |$)/;
const notAPhone = /(^| )(fax|факс|type|тип|operator|оператор|country|страна|code|код|model|модель)( |$)/;
const phoneLabels: readonly (readonly [RegExp, string])[] = [
  [/(^| )(work|office|business|рабочий|раб|служебный)( |$)/, 'work'],
  [/(^| )(home|домашний|дом)( |$)/, 'home'],
  [/(^| )(mobile|mob|cell|cellphone|моб|мобильный|мобильные|сотовый|сот)( |$)/, 'mobile'],
];

/** What a column of that name holds; null for a name that says nothing to us. */
export function targetOfName(header: string): ColumnTarget | null {
  const name = plainName(header);
  const withoutNumber = name.replace(/ ?\d{1,2}$/, '');
  const single = targets.get(name) ?? targets.get(withoutNumber);
  if (single) return single;
  if (emailWords.test(withoutNumber)) return { to: 'email', label: labelOf(withoutNumber) };
  if (phoneWords.test(withoutNumber) && !notAPhone.test(withoutNumber))
    return { to: 'phone', label: labelOf(withoutNumber) };
  return null;
}

/**
 * The key of an attribute named like the column: letters and digits of any script with `_` between, at most 40 characters.
 * Empty if the name has neither. No key is a name of the object prototype.
 */
export function attributeKey(header: string): string {
  const key = plainName(header).replaceAll(' ', '_').slice(0, 40).replace(/_+$/, '');
  return key in {} ? `${key}_` : key;
}

/** `E-Mail:`, `e_mail` and `eMail` are one name: lower case, ё as е, words with single spaces between. */
function plainName(header: string): string {
  return header
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function labelOf(name: string): string | null {
  return phoneLabels.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
