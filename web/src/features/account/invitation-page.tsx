import { Form } from '#ui/form';
import type { Me } from '@parley/contract/accounts';
import type { InvitationFacts } from '@parley/contract/invitations';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { AuthFrame, AuthPanel } from './auth-frame.tsx';
import { WaitingFrame } from './link-parts.tsx';
import { InvitationForm } from './invitation-form.tsx';
import { useTexts } from './invitation-texts.ts';
import { useTexts as useTeamTexts } from './team-texts.ts';

interface Props {
  /** Stands behind the # of the address, which no server sees. */
  readonly token: string;
  readonly onEntered: (me: Me) => void;
  /** Came in with a one-time password, which is good for choosing another only. */
  readonly onMustChoose: (me: Me) => void;
  readonly onSignOut: () => Promise<void>;
}

/** What the link of an invitation leads to, whoever opens it. */
export function InvitationPage(props: Props) {
  const t = useTexts();
  const { token } = props;
  const { data, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.post<InvitationFacts>('/invitations/check', { token }, { ofSession: true }),
    enabled: token !== '',
    staleTime: Infinity,
  });
  if (token === '' || (error instanceof ApiError && error.code === 'invitation_invalid')) return <Dead />;
  if (!data) return <WaitingFrame title={t('opening')} error={error} onRetry={() => void refetch()} />;
  if (data.you && data.you.email !== data.email) return <Another facts={data} you={data.you} {...props} />;
  return <Open facts={data} onChanged={() => void refetch()} {...props} />;
}

function Open({ facts, onChanged, ...props }: Props & { facts: InvitationFacts; onChanged: () => void }) {
  const t = useTexts();
  const team = useTeamTexts();
  const format = useFormat();
  const { organizationName: organization, invitedBy, you } = facts;
  const role = team(`role_${facts.role}`);
  return (
    <AuthFrame
      title={t('title', { organization })}
      text={
        <p>
          {invitedBy ? t('from', { name: invitedBy, role }) : t('from_nobody', { role })}{' '}
          {t('until', { when: format.dateTime(facts.expiresAt) })}
        </p>
      }
    >
      <AuthPanel>
        {you ? (
          <Join organization={organization} you={you} {...props} />
        ) : (
          <InvitationForm facts={facts} onChanged={onChanged} {...props} />
        )}
      </AuthPanel>
    </AuthFrame>
  );
}

function Join({
  organization,
  you,
  token,
  onEntered,
}: Props & { organization: string; you: NonNullable<InvitationFacts['you']> }) {
  const t = useTexts();
  const submit = useSubmit([], async () =>
    onEntered(await api.post<Me>('/invitations/join', { token }, { ofSession: true })),
  );
  return (
    <Form submit={submit}>
      <p className="text-14 leading-msg text-text-2">{t('join_text', { name: you.name, email: you.email })}</p>
      <Button type="submit" variant="primary" busy={submit.busy} className="self-start">
        {t('join', { organization })}
      </Button>
    </Form>
  );
}

function Another({
  facts,
  you,
  onSignOut,
}: Props & { facts: InvitationFacts; you: NonNullable<InvitationFacts['you']> }) {
  const t = useTexts();
  const submit = useSubmit([], onSignOut);
  return (
    <AuthFrame
      title={t('another_title')}
      text={t('another_text', { email: facts.email, name: you.name, mine: you.email })}
    >
      <Form submit={submit}>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" busy={submit.busy}>
            {t('sign_out')}
          </Button>
          <Link to="/" className="link inline-flex min-h-8 items-center">
            {t('stay', { name: you.name })}
          </Link>
        </div>
      </Form>
    </AuthFrame>
  );
}

function Dead() {
  const t = useTexts();
  return (
    <AuthFrame
      title={t('dead_title')}
      text={<p role="alert">{t('dead_text')}</p>}
      footer={
        <Link to="/sign-in" className="link inline-flex min-h-6 items-center">
          {t('to_sign_in')}
        </Link>
      }
    />
  );
}
