import type { Language } from '@parley/contract/errors';
import type { MailContent, MailKind } from '#mail';
import type { Clock } from '#platform/context';
import type { Database } from '#platform/database/database';
import { createToken, hashToken } from '#platform/token';
import { findUserByEmail } from './accounts-queries.ts';
import { upsertSignUpLink } from './sign-up-queries.ts';

const lifeHours = 24;

/** To a new address the link that goes on; to a known one that it has an account. Only the mailbox learns which. */
export const signUpMail: MailKind = {
  kind: 'accounts.sign-up',
  giveUpMinutes: lifeHours * 60,
  compose: async ({ db, clock, publicUrl }, { address, language }) => {
    const user = await findUserByEmail(db, address);
    if (user?.disabled_at) return null;
    if (user) return knownTexts[user.language as Language](address, publicUrl);
    const token = await createSignUpLink(db, clock, address);
    // Behind the #, so that it reaches no server's log and no other site's referrer.
    return newTexts[language](address, `${publicUrl}/sign-up#${token}`);
  },
};

/** The token of a new link for the address, whose hash alone is kept. One that was made before is void. */
export async function createSignUpLink(db: Database, clock: Clock, email: string): Promise<string> {
  const token = createToken();
  const expiresAt = new Date(clock.now().getTime() + lifeHours * 60 * 60 * 1_000);
  await upsertSignUpLink(db, { email, tokenHash: hashToken(token), expiresAt });
  return token;
}

type Texts = Readonly<Record<Language, (address: string, url: string) => MailContent>>;

const newTexts: Texts = {
  en: (address, url) => ({
    subject: 'Go on signing up to Parley',
    paragraphs: [`Somebody wants an account of Parley for ${address}. If it was you, go on here.`],
    link: { label: 'Create the account', url },
    footnotes: [
      `The link works once, within ${lifeHours} hours. A later one replaces it.`,
      'If it was not you, nothing has to be done: there is no account.',
    ],
  }),
  ru: (address, url) => ({
    subject: 'Продолжите регистрацию в Parley',
    paragraphs: [`Кто-то хочет завести учётную запись Parley на адрес ${address}. Если это были вы, продолжите здесь.`],
    link: { label: 'Создать учётную запись', url },
    footnotes: [
      `Ссылка действует один раз, в течение ${lifeHours} часов. Следующая её заменит.`,
      'Если это были не вы, ничего делать не нужно: учётной записи нет.',
    ],
  }),
};

const knownTexts: Texts = {
  en: (address, url) => ({
    subject: 'You already have a Parley account',
    paragraphs: [`Somebody wanted to sign up to Parley as ${address}. This address has an account already.`],
    link: { label: 'Sign in', url: `${url}/sign-in` },
    footnotes: [
      `If you have forgotten the password, set a new one: ${url}/forgot-password`,
      'If it was not you, nothing has to be done: nobody was told that there is an account.',
    ],
  }),
  ru: (address, url) => ({
    subject: 'У вас уже есть учётная запись Parley',
    paragraphs: [`Кто-то хотел зарегистрироваться в Parley с адресом ${address}. Учётная запись с ним уже есть.`],
    link: { label: 'Войти', url: `${url}/sign-in` },
    footnotes: [
      `Если вы забыли пароль, задайте новый: ${url}/forgot-password`,
      'Если это были не вы, ничего делать не нужно: о вашей учётной записи никто не узнал.',
    ],
  }),
};
