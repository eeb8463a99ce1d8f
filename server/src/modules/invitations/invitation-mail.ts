import { invitationDays } from '@parley/contract/invitations';
import type { Language } from '@parley/contract/errors';
import { findUserByEmail } from '#accounts';
import type { MailContent, MailKind } from '#mail';
import { linkOf } from './invitation-link.ts';
import { isOpen } from './invitation-state.ts';
import { findMailedInvitation } from './invitations-queries.ts';

/** In the language of who has an account, else of the invitation. What was revoked before it left does not leave. */
export const invitationMail: MailKind = {
  kind: 'invitations.invitation',
  giveUpMinutes: 24 * 60,
  compose: async ({ db, clock, secrets, publicUrl }, { language, subjectId }) => {
    const row = subjectId === null ? undefined : await findMailedInvitation(db, subjectId);
    if (!row || !isOpen(row, clock.now())) return null;
    const user = await findUserByEmail(db, row.email);
    const words = texts[(user?.language as Language | undefined) ?? language];
    const { organization_name: organization, inviter_name: inviter } = row;
    return {
      ...words.content({ organization, inviter, email: row.email }),
      link: { label: words.label, url: linkOf(secrets, publicUrl, row) },
    };
  },
};

export const mailKinds: readonly MailKind[] = [invitationMail];

interface Facts {
  readonly organization: string;
  readonly inviter: string | null;
  readonly email: string;
}

const texts: Readonly<Record<Language, { label: string; content: (facts: Facts) => Omit<MailContent, 'link'> }>> = {
  en: {
    label: 'Open the invitation',
    content: ({ organization, inviter, email }) => ({
      subject: `Invitation to ${organization}`,
      paragraphs: [
        inviter
          ? `${inviter} invites you to work in ${organization} on Parley, a desk for talking with customers.`
          : `You are invited to work in ${organization} on Parley, a desk for talking with customers.`,
      ],
      footnotes: [
        `The invitation is for ${email}. The link works once, within ${invitationDays} days. A later one replaces it.`,
        'If you do not know what this is about, nothing has to be done: without you nothing happens.',
      ],
    }),
  },
  ru: {
    label: 'Открыть приглашение',
    content: ({ organization, inviter, email }) => ({
      subject: `Приглашение в ${organization}`,
      paragraphs: [
        inviter
          ? `${inviter} приглашает вас работать в «${organization}» через Parley — рабочее место для общения с клиентами.`
          : `Вас приглашают работать в «${organization}» через Parley — рабочее место для общения с клиентами.`,
      ],
      footnotes: [
        `Приглашение для ${email}. Ссылка действует один раз, в течение ${invitationDays} дней. Следующая её заменит.`,
        'Если вы не знаете, о чём речь, ничего делать не нужно: без вас ничего не произойдёт.',
      ],
    }),
  },
};
