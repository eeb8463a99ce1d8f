/** What can be told from the words of a person's name, Russian or written in Latin letters. */

export interface NameParts {
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
}

const firstNames = new Set(
  (
    'александр алексей анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин валерий василий виктор виталий ' +
    'владимир владислав всеволод вячеслав геннадий георгий герман глеб григорий даниил данила денис дмитрий евгений егор иван игорь ' +
    'илья кирилл константин лев леонид максим марат марк матвей михаил никита николай олег павел петр роман руслан рустам савелий ' +
    'семен сергей станислав степан тимофей тимур федор филипп эдуард юрий яков ярослав ' +
    'александра алена алина алиса алла анастасия ангелина анна антонина валентина валерия варвара вера вероника виктория галина ' +
    'дарья диана ева евгения екатерина елена елизавета жанна зинаида зоя инна ирина карина кира кристина ксения лариса лидия любовь ' +
    'людмила маргарита марина мария милана надежда наталия наталья нина оксана ольга полина раиса регина римма светлана софия софья ' +
    'таисия тамара татьяна ульяна фаина эльвира эмилия юлия яна'
  ).split(' '),
);

export function isFirstName(word: string): boolean {
  return firstNames.has(word.toLowerCase().replaceAll('ё', 'е'));
}

export function isPatronymic(word: string): boolean {
  return /^[а-яё-]{2,}(вич|вна|ична|инична)$|^(оглы|кызы)$/i.test(word);
}

export function looksLikeSurname(word: string): boolean {
  const ending =
    /(ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|цкий|ская|цкая|ской|цкой|енко|чук|юк|як|ян|янц|дзе|швили|их|ых|ко|ук)$/i;
  return /^[а-яё-]{3,}$/i.test(word) && ending.test(word) && !isFirstName(word) && !isPatronymic(word);
}

/**
 * The parts of `Иванов Иван Иванович`, `Иван Иванов`, `John Smith`, `Smith, John`. Parts that the words do not show are
 * null: better a message without a name than one that begins with a surname.
 */
export function splitFullName(fullName: string): NameParts {
  const [before = '', after] = fullName.split(',').map((part) => part.trim());
  if (after !== undefined) {
    const [firstName = null, middleName = null, ...more] = after.split(/\s+/).filter(Boolean);
    return more.length === 0 && before && !before.includes(' ')
      ? { firstName, middleName, lastName: before }
      : unknownParts;
  }
  const words = fullName.split(/\s+/).filter(Boolean);
  return words.every((word) => /^[А-ЯЁа-яё-]+\.?$/.test(word)) ? splitRussian(words) : splitLatin(words);
}

const unknownParts: NameParts = { firstName: null, middleName: null, lastName: null };

function splitRussian(words: readonly string[]): NameParts {
  const [one = '', two = '', three = ''] = words;
  if (words.length === 3 && isPatronymic(three)) return { lastName: one, firstName: two, middleName: three };
  if (words.length === 3 && isPatronymic(two)) return { firstName: one, middleName: two, lastName: three };
  if (words.length === 2) {
    if (isPatronymic(two)) return { firstName: one, middleName: two, lastName: null };
    const lastComesFirst = isFirstName(two) || (looksLikeSurname(one) && !looksLikeSurname(two));
    const firstComesFirst = isFirstName(one) || (looksLikeSurname(two) && !looksLikeSurname(one));
    if (lastComesFirst && !firstComesFirst) return { lastName: one, firstName: two, middleName: null };
    if (firstComesFirst && !lastComesFirst) return { firstName: one, lastName: two, middleName: null };
  }
  if (words.length === 1 && isFirstName(one)) return { ...unknownParts, firstName: one };
  return unknownParts;
}

function splitLatin(words: readonly string[]): NameParts {
  const [first = '', ...others] = words;
  const names = /^(mr|mrs|ms|miss|dr|prof)\.?$/i.test(first) ? others : words;
  if (!names.every((name) => /^[\p{Script=Latin}'’.-]+$/u.test(name))) return unknownParts;
  const [one = null, two = null, three = null] = names;
  if (names.length === 1) return { ...unknownParts, firstName: one };
  if (names.length === 2) return { firstName: one, middleName: null, lastName: two };
  return names.length === 3 ? { firstName: one, middleName: two, lastName: three } : unknownParts;
}
