import type { CreatedMember, Member, UpdateMember } from '@parley/contract/members';
import { useMutation } from '@tanstack/react-query';
import { Ban, Clock, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan, useMe } from '#lib/me';
import { toast } from '#lib/toasts';
import { Avatar } from '#ui/avatar';
import { Badge } from '#ui/badge';
import { IconButton } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Menu } from '#ui/menu';
import { Td } from '#ui/table';
import { Tooltip } from '#ui/tooltip';
import { RoleSelect } from './role-select.tsx';
import { useTexts } from './team-texts.ts';

interface Props {
  readonly member: Member;
  readonly onChanged: () => Promise<void>;
  readonly onPassword: (created: CreatedMember) => void;
}

const failed = (error: unknown): void => {
  if (error instanceof ApiError) toast(error.message, { tone: 'danger' });
};

export function MemberRow({ member, onChanged, onPassword }: Props) {
  const t = useTexts();
  const format = useFormat();
  const can = useCan();
  const me = useMe();
  const update = useMutation({
    mutationFn: (changes: UpdateMember) => api.patch<Member>(`/members/${member.id}`, changes),
    onSuccess: async (answer, changes) => {
      if (changes.role) toast(t('role_changed', { name: answer.name, role: t(`role_${answer.role}`) }));
      await onChanged();
    },
    onError: failed,
  });
  const isMe = member.id === me.user?.id;
  const mayChange = can('members:write') && !isMe && (member.role !== 'owner' || me.role === 'owner');
  return (
    <tr className={member.isDisabled ? 'text-text-3' : undefined}>
      <Td className="h-12 w-full max-w-0 md:w-2/5 compact:h-10">
        <span className="flex min-w-0 items-center gap-3">
          <Avatar name={member.name} image={member.avatarUrl} size={32} />
          <span className="min-w-0">
            <span className="block truncate font-medium">
              {member.name}
              {isMe && <span className="font-regular text-text-3"> ({t('you')})</span>}
            </span>
            {member.details && (
              <span className="block truncate text-12 text-text-3">
                {[member.details.email, member.details.phone && format.phone(member.details.phone)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            )}
          </span>
        </span>
      </Td>
      <Td>
        {mayChange ? (
          <RoleSelect
            label={t('role_of', { name: member.name })}
            value={member.role}
            onChange={(role) => update.mutate({ role })}
          />
        ) : (
          t(`role_${member.role}`)
        )}
      </Td>
      {can('members:read') && (
        <Td className="hidden whitespace-nowrap text-text-2 md:table-cell">
          {member.details?.lastSeenAt ? format.relative(member.details.lastSeenAt) : t('never')}
        </Td>
      )}
      <Td className="hidden md:table-cell">
        <State member={member} />
      </Td>
      {can('members:write') && (
        <Td right>
          {mayChange && (
            <Actions member={member} onPassword={onPassword} onUpdate={(changes) => update.mutate(changes)} />
          )}
        </Td>
      )}
    </tr>
  );
}

function State({ member }: { member: Member }) {
  const t = useTexts();
  if (member.isDisabled) return <Badge icon={<Ban aria-hidden />}>{t('disabled')}</Badge>;
  if (!member.details?.isWaiting) return null;
  return (
    <Tooltip text={t('waiting_hint')}>
      <span tabIndex={0}>
        <Badge tone="warning" icon={<Clock aria-hidden />}>
          {t('waiting')}
        </Badge>
      </span>
    </Tooltip>
  );
}

function Actions({
  member,
  onPassword,
  onUpdate,
}: {
  member: Member;
  onPassword: Props['onPassword'];
  onUpdate: (changes: UpdateMember) => void;
}) {
  const t = useTexts();
  const { name } = member;
  const [asking, setAsking] = useState<'password' | 'out' | null>(null);
  const renew = useMutation({
    mutationFn: () => api.post<CreatedMember>(`/members/${member.id}/one-time-password`),
    onSuccess: onPassword,
    onError: failed,
    onSettled: () => setAsking(null),
  });
  return (
    <>
      <Menu
        trigger={<IconButton size="small" label={t('actions_of', { name })} icon={<MoreHorizontal aria-hidden />} />}
        items={[
          { label: t('new_password'), onSelect: () => setAsking('password') },
          member.isDisabled
            ? { label: t('let_in'), onSelect: () => onUpdate({ isDisabled: false }) }
            : { label: t('let_out'), danger: true, onSelect: () => setAsking('out') },
        ]}
      />
      <Confirm
        open={asking === 'password'}
        onClose={() => setAsking(null)}
        onConfirm={() => renew.mutate()}
        busy={renew.isPending}
        title={t('new_password_title', { name })}
        action={t('create_password')}
      >
        {t('new_password_text')}
      </Confirm>
      <Confirm
        open={asking === 'out'}
        danger
        onClose={() => setAsking(null)}
        onConfirm={() => {
          onUpdate({ isDisabled: true });
          setAsking(null);
        }}
        title={t('let_out_title', { name })}
        action={t('let_out')}
      >
        {t('let_out_text', { name })}
      </Confirm>
    </>
  );
}
