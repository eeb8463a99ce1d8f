import type { Invitation } from '@parley/contract/invitations';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Ban, CircleAlert, CircleHelp, Clock, MailOpen, MoreHorizontal } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan, useMe } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { toast } from '#lib/toasts';
import { Badge, type Tone } from '#ui/badge';
import { IconButton } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Menu, type MenuItem } from '#ui/menu';
import { Td } from '#ui/table';
import { Tooltip } from '#ui/tooltip';
import { installationQuery } from './installation.ts';
import { useTexts } from './team-texts.ts';

interface Props {
  readonly invitation: Invitation;
  readonly onLink: (invitation: Invitation) => void;
}

export function InvitationRow({ invitation, onLink }: Props) {
  const t = useTexts();
  const format = useFormat();
  const can = useCan();
  const me = useMe();
  const { email, role, invitedBy } = invitation;
  const when = format.relative(invitation.invitedAt);
  const mayChange = role !== 'owner' || me.role === 'owner';
  return (
    <tr>
      <Td className="h-12 w-full max-w-0 md:w-2/5 compact:h-10">
        <span className="block truncate font-medium">{email}</span>
        <span className="block truncate text-12 text-text-3">
          {invitedBy ? t('invited_by', { name: invitedBy.name, when }) : t('invited_at', { when })}
        </span>
        <span className="block py-1 md:hidden">
          <State invitation={invitation} />
        </span>
      </Td>
      <Td className="whitespace-nowrap">{t(`role_${role}`)}</Td>
      <Td className="hidden md:table-cell">
        <State invitation={invitation} />
      </Td>
      {can('members:write') && <Td right>{mayChange && <Actions invitation={invitation} onLink={onLink} />}</Td>}
    </tr>
  );
}

function State({ invitation: { state, mail, expiresAt } }: { invitation: Invitation }) {
  const t = useTexts();
  const format = useFormat();
  if (state === 'expired') return <Badge icon={<Clock aria-hidden />}>{t('expired')}</Badge>;
  if (state === 'void')
    return <Explained tone="warning" icon={<Ban aria-hidden />} text={t('void')} hint={t('void_hint')} />;
  if (mail === 'failed')
    return (
      <Explained
        tone="danger"
        icon={<CircleAlert aria-hidden />}
        text={t('mail_failed')}
        hint={t('mail_failed_hint')}
      />
    );
  if (mail === 'unknown')
    return (
      <Explained
        tone="warning"
        icon={<CircleHelp aria-hidden />}
        text={t('mail_unknown')}
        hint={t('mail_unknown_hint')}
      />
    );
  if (mail === 'queued')
    return (
      <Badge tone="info" icon={<MailOpen aria-hidden />}>
        {t('mail_queued')}
      </Badge>
    );
  return <span className="num whitespace-nowrap text-text-2">{t('expires', { when: format.date(expiresAt) })}</span>;
}

function Explained({ tone, icon, text, hint }: { tone: Tone; icon: ReactNode; text: string; hint: string }) {
  return (
    <Tooltip text={hint}>
      <span tabIndex={0}>
        <Badge tone={tone} icon={icon}>
          {text}
        </Badge>
      </span>
    </Tooltip>
  );
}

function Actions({ invitation, onLink }: Props) {
  const t = useTexts();
  const { id, email, link } = invitation;
  const { data: installation } = useQuery(installationQuery);
  const [asking, setAsking] = useState(false);
  const changed = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['invitations'] });
  const onError = (error: unknown): void => {
    if (error instanceof ApiError) toast(error.message, { tone: 'danger' });
  };
  const resend = useMutation({
    mutationFn: () => api.post<Invitation>(`/invitations/${id}/resend`),
    onSuccess: (answer) => {
      if (answer.link) onLink(answer);
      else toast(t('resent_toast', { email }), { tone: 'success' });
      return changed();
    },
    onError,
  });
  const revoke = useMutation({
    mutationFn: () => api.delete(`/invitations/${id}`),
    onSuccess: changed,
    onError,
    onSettled: () => setAsking(false),
  });
  const items: MenuItem[] = [
    ...(link ? [{ label: t('copy_link'), onSelect: () => onLink(invitation) }] : []),
    { label: installation?.mail === false ? t('new_link') : t('resend'), onSelect: () => resend.mutate() },
    { label: t('revoke'), danger: true, onSelect: () => setAsking(true) },
  ];
  return (
    <>
      <Menu
        trigger={
          <IconButton size="small" label={t('actions_of', { name: email })} icon={<MoreHorizontal aria-hidden />} />
        }
        items={items}
      />
      <Confirm
        open={asking}
        danger
        busy={revoke.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => revoke.mutate()}
        title={t('revoke_title', { email })}
        action={t('revoke')}
      >
        {t('revoke_text')}
      </Confirm>
    </>
  );
}
