import type { Language } from '@parley/contract/errors';
import type { MailContent, MailKind } from '#mail';
import { createToken, hashToken } from '#platform/token';
import { findUserByEmail, upsertEmailVerification } from './accounts-queries.ts';

const lifeHours = 24;

/** The link is made when the mail is sent; one that was sent before is void. */
export const verificationMail: MailKind = {
  kind: 'accounts.verify-email',
  giveUpMinutes: lifeHours * 60,
  compose: async ({ db, clock, publicUrl }, { address }) => {
    const user = await findUserByEmail(db, address);
    if (!user || user.disabled_at || user.email_verified_at) return null;
    const token = createToken();
    const expiresAt = new Date(clock.now().getTime() + lifeHours * 60 * 60 * 1_000);
    await upsertEmailVerification(db, { userId: user.id, tokenHash: hashToken(token), expiresAt });
    const { label, ...content } = texts[user.language as Language](address);
    // Behind the #, so that it reaches no server's log and no other site's referrer.
    return { ...content, link: { label, url: `${publicUrl}/verify-email#${token}` } };
  },
};

const texts: Readonly<Record<Language, (address: string) => Omit<MailContent, 'link'> & { label: string }>> = {
  en: (address) => ({
    subject: 'Confirm your address for Parley',
    paragraphs: [`Somebody signed up to Parley as ${address}. If it was you, confirm that mails reach you.`],
    label: 'Confirm the address',
    footnotes: [
      `The link works for ${lifeHours} hours. A later one replaces it.`,
      'If it was not you, nothing has to be done.',
    ],
  }),
  ru: (address) => ({
    subject: 'Подтвердите адрес для Parley',
    paragraphs: [
      `Кто-то зарегистрировался в Parley с адресом ${address}. Если это были вы, подтвердите, что письма доходят.`,
    ],
    label: 'Подтвердить адрес',
    footnotes: [
      `Ссылка действует ${lifeHours} часа. Следующая её заменит.`,
      'Если это были не вы, ничего делать не нужно.',
    ],
  }),
};
