import { pickDelay, seededRandom, seedOf } from '../seeded-random.ts';

export interface Occasion {
  /** What we wrote. */
  readonly text: string;
  readonly number: string;
  /** How many messages this customer has sent to us, and how many there are in the thread. */
  readonly sent: number;
  readonly all: number;
  /** Ours follows one of theirs. */
  readonly isReply: boolean;
}

export interface ChosenAnswer {
  readonly text: string;
  /** Milliseconds until it is written. */
  readonly delay: number;
}

interface Words {
  readonly stop: readonly string[];
  readonly yes: readonly string[];
  readonly questions: readonly string[];
  readonly no: readonly string[];
  readonly times: readonly string[];
  readonly thanks: readonly string[];
}

const russian: Words = {
  stop: ['СТОП', 'Стоп'],
  yes: [
    'Здравствуйте, да, запишите меня',
    'Да, давайте',
    'Добрый день! Интересно. Как записаться?',
    'Хочу, перезвоните после шести',
    'Да, нам как раз надо',
  ],
  questions: [
    'А сколько это стоит?',
    'До какого числа действует?',
    'Это с выездом или самим привозить?',
    'А в выходные приезжаете?',
    'Котёл Baxi тоже обслуживаете?',
  ],
  no: ['Спасибо, не надо', 'Нет, спасибо', 'Уже сделали, спасибо'],
  times: [
    'Завтра после двух удобно',
    'Можно в субботу утром?',
    'Давайте в четверг',
    'Мне бы сегодня вечером, если можно',
  ],
  thanks: ['Хорошо, спасибо!', 'Отлично, жду', 'Понял, спасибо', 'Ок', 'Да, подходит'],
};

const english: Words = {
  stop: ['STOP', 'Stop'],
  yes: [
    'Hi, yes please, put me down',
    'Sounds good. How do I book?',
    'Yes, we need that',
    'Interested, please call me after six',
    'Yes please',
  ],
  questions: [
    'How much is it?',
    'Until when is the offer?',
    'Do you come out to us?',
    'Do you work weekends?',
    'Does that cover a Vaillant boiler too?',
  ],
  no: ['No thank you', 'Not now, thanks', 'Already done, thanks'],
  times: ['Tomorrow after two works', 'Saturday morning?', 'Thursday is fine', 'This evening if you can'],
  thanks: ['Great, thank you', 'Perfect, see you then', 'Got it, thanks', 'Ok', 'Works for me'],
};

/** Who answers an advertisement, by what kind of answer; the others read it and say nothing. */
const firstAnswers = [
  { share: 0.015, words: 'stop' },
  { share: 0.11, words: 'yes' },
  { share: 0.09, words: 'questions' },
  { share: 0.035, words: 'no' },
] as const satisfies { share: number; words: keyof Words }[];

const quick = { min: 4_000, max: 30_000 };
const considered = { min: 6_000, max: 90_000 };
/** Of those who were answered, so many say something again. */
const willing = 0.7;
/** After so many of their own messages people have said what they wanted. */
const mostAnswers = 3;

/** What a made-up customer answers, null: nothing. The same for the same occasion. */
export function chooseAnswer(occasion: Occasion): ChosenAnswer | null {
  const { text, number, sent, all, isReply } = occasion;
  const random = seededRandom(seedOf(`${number}\n${all}\n${text}`));
  const words = /[а-яё]/i.test(text) ? russian : english;
  if (sent === 0) {
    const kind = firstKind(random());
    return kind && { text: oneOf(words[kind], random), delay: pickDelay(considered, random) };
  }
  if (!isReply || sent >= mostAnswers || random() > willing) return null;
  const isQuestion = text.includes('?');
  return { text: oneOf(isQuestion ? words.times : words.thanks, random), delay: pickDelay(quick, random) };
}

function firstKind(dice: number): keyof Words | null {
  let rest = dice;
  for (const { share, words } of firstAnswers) {
    if (rest < share) return words;
    rest -= share;
  }
  return null;
}

function oneOf(texts: readonly string[], random: () => number): string {
  return texts[Math.floor(random() * texts.length)] as string;
}
