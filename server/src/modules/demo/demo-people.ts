import type { DemoScript } from './demo-script.ts';

export interface DemoPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly city: string;
  readonly street: string;
  readonly language: 'en' | 'ru';
  readonly about: 'boiler' | 'conditioner';
  readonly model: string;
  readonly email: string | null;
}

type Language = DemoPerson['language'];

/** Numbers that look right and are nobody's business: written to in the sandbox only, as everything generated is. */
const numberOf: Record<Language, (index: number) => string> = {
  ru: (index) => `+7917${String(2_600_000 + ((index * 7_919) % 999_983)).padStart(7, '0')}`,
  en: (index) => `+447${String(400_100_000 + ((index * 104_729) % 9_899_999))}`,
};

/** So many people of one language, the same every time, no two with one number. */
export function demoPeople(script: DemoScript, language: Language, count: number): DemoPerson[] {
  return Array.from({ length: count }, (_, index) => personAt(script, language, index));
}

function personAt(script: DemoScript, language: Language, index: number): DemoPerson {
  const isWoman = index % 5 < 3;
  const names = isWoman ? script.firstNames.women : script.firstNames.men;
  const about = index % 3 === 2 ? 'conditioner' : 'boiler';
  // A step that shares no factor with the number of pairs meets each pair once before any twice.
  const pair = (index * 31) % (names.length * script.lastNames.length);
  const [man = '', woman = man] = pick(script.lastNames, Math.floor(pair / names.length)).split('/');
  return {
    firstName: pick(names, pair),
    lastName: isWoman ? woman : man,
    phone: numberOf[language](index),
    city: pick(script.cities, index * 3),
    street: pick(script.streets, index * 2),
    language,
    about,
    model: pick(about === 'boiler' ? script.boilers : script.conditioners, index),
    email: index % 3 === 0 ? `customer${index}.${language}@example.com` : null,
  };
}

export function pick<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}
