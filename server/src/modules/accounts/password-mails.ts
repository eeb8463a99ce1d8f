import type { Language } from '@parley/contract/errors';
import type { MailContent, MailKind } from '#mail';
import { createToken, hashToken } from '#platform/token';
import { findUserByEmail, upsertPasswordReset } from './accounts-queries.ts';
import { signUpMail } from './sign-up-mail.ts';
import { verificationMail } from './verification-mail.ts';

const lifeMinutes = 30;

/** The link is made when the mail is sent: it has its full time, and a repeated attempt voids the link before it. */
export const passwordResetMail: MailKind = {
  kind: 'accounts.password-reset',
  giveUpMinutes: 60,
  compose: async ({ db, clock, publicUrl }, { address }) => {
    const user = await findUserByEmail(db, address);
    if (!user || user.disabled_at) return null;
    const token = createToken();
    const expiresAt = new Date(clock.now().getTime() + lifeMinutes * 60_000);
    await upsertPasswordReset(db, { userId: user.id, tokenHash: hashToken(token), expiresAt });
    // Behind the #, so that it reaches no server's log and no other site's referrer.
    return {
      ...resetTexts[user.language as Language](address),
      link: { label: resetLabel[user.language as Language], url: `${publicUrl}/reset-password#${token}` },
    };
  },
};

/** Tells the owner of an account what somebody did with it, should it not have been them. */
export const passwordChangedMail: MailKind = {
  kind: 'accounts.password-changed',
  giveUpMinutes: 24 * 60,
  compose: async ({ db, publicUrl }, { address }) => {
    const user = await findUserByEmail(db, address);
    if (!user || user.disabled_at) return null;
    const language = user.language as Language;
    return {
      ...changedTexts[language](address),
      link: { label: changedLabel[language], url: `${publicUrl}/forgot-password` },
    };
  },
};

type Texts = Readonly<Record<Language, (address: string) => Omit<MailContent, 'link'>>>;

const resetLabel: Readonly<Record<Language, string>> = { en: 'Choose a new password', ru: 'Задать новый пароль' };
const resetTexts: Texts = {
  en: (address) => ({
    subject: 'A new password for Parley',
    paragraphs: [`Somebody asked for a new password for ${address}. If it was you, choose one here.`],
    footnotes: [
      `The link works once, within ${lifeMinutes} minutes. A later one replaces it.`,
      'If it was not you, nothing has to be done: your password stays as it is.',
    ],
  }),
  ru: (address) => ({
    subject: 'Новый пароль для Parley',
    paragraphs: [`Кто-то запросил новый пароль для ${address}. Если это были вы, задайте его по ссылке.`],
    footnotes: [
      `Ссылка действует один раз, в течение ${lifeMinutes} минут. Следующая её заменит.`,
      'Если это были не вы, ничего делать не нужно: пароль останется прежним.',
    ],
  }),
};

const changedLabel: Readonly<Record<Language, string>> = { en: 'It was not me', ru: 'Это был не я' };
const changedTexts: Texts = {
  en: (address) => ({
    subject: 'Your Parley password was changed',
    paragraphs: [`The password of ${address} was changed, and all other sessions have ended.`],
    footnotes: ['If it was you, nothing has to be done. If it was not, set a new password at once.'],
  }),
  ru: (address) => ({
    subject: 'Пароль Parley изменён',
    paragraphs: [`Пароль для ${address} изменён, все остальные сеансы завершены.`],
    footnotes: ['Если это были вы, ничего делать не нужно. Если нет — сразу задайте новый пароль.'],
  }),
};

export const mailKinds: readonly MailKind[] = [passwordResetMail, passwordChangedMail, signUpMail, verificationMail];
