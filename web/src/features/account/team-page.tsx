import type { CreatedMember, Member } from '@parley/contract/members';
import type { Invitation } from '@parley/contract/invitations';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { KeyRound, MoreHorizontal, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { useEvents } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { Button, IconButton } from '#ui/button';
import { Menu } from '#ui/menu';
import { ErrorState, SkeletonRows } from '#ui/states';
import { Table, Th } from '#ui/table';
import { AddMemberDialog } from './add-member-dialog.tsx';
import { installationQuery } from './installation.ts';
import { InvitationLinkDialog } from './invitation-link-dialog.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberRow } from './member-row.tsx';
import { OneTimePasswordDialog } from './one-time-password-dialog.tsx';
import { SettingsPageFrame } from './settings-section.tsx';
import { useTexts } from './team-texts.ts';

const key = ['members', 'list'];

/** Who belongs to the company, and for administrators what they may do. */
export function TeamPage() {
  const t = useTexts();
  const can = useCan();
  const ui = useUiTexts();
  const { data: installation } = useQuery(installationQuery);
  const [inviting, setInviting] = useState(false);
  const [handingOver, setHandingOver] = useState<Invitation | null>(null);
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<CreatedMember | null>(null);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => api.get<Page<Member>>('/members', { query: { limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  useEvents(['member.changed'], () => void queryClient.invalidateQueries({ queryKey: ['members'] }));
  useEvents(['invitation.changed'], () => void queryClient.invalidateQueries({ queryKey: ['invitations'] }));
  const members = data?.pages.flatMap((page) => page.data);
  const changed = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['members'] });
  return (
    <SettingsPageFrame
      wide
      title={t('team')}
      meta={members && !hasNextPage ? t('people', { count: members.length }) : null}
      actions={
        can('members:write') && (
          <>
            <Button variant="primary" icon={<UserPlus aria-hidden />} onClick={() => setInviting(true)}>
              {t('invite')}
            </Button>
            <Menu
              trigger={<IconButton label={ui('more')} icon={<MoreHorizontal aria-hidden />} />}
              items={[{ label: t('add'), icon: <KeyRound aria-hidden />, onSelect: () => setAdding(true) }]}
            />
          </>
        )
      }
    >
      {error ? (
        <ErrorState flush error={error} onRetry={() => void refetch()} />
      ) : !members ? (
        <SkeletonRows count={6} />
      ) : (
        <Table className="mt-1">
          <Head />
          <tbody>
            {members.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                onChanged={changed}
                onPassword={(answer) => {
                  setCreated(answer);
                  void changed();
                }}
              />
            ))}
          </tbody>
        </Table>
      )}
      {hasNextPage && (
        <Button className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {can('members:read') && <InvitationList onLink={setHandingOver} />}
      {inviting && (
        <InviteDialog
          sendsMail={installation?.mail !== false}
          onClose={() => setInviting(false)}
          onInvited={(invitation) => {
            setInviting(false);
            if (invitation.link) setHandingOver(invitation);
            else toast(t('invited_toast', { email: invitation.email }), { tone: 'success' });
            void queryClient.invalidateQueries({ queryKey: ['invitations'] });
          }}
        />
      )}
      {handingOver && <InvitationLinkDialog invitation={handingOver} onClose={() => setHandingOver(null)} />}
      {adding && (
        <AddMemberDialog
          onClose={() => setAdding(false)}
          onAdded={(answer) => {
            setAdding(false);
            setCreated(answer);
            void changed();
          }}
        />
      )}
      {created && <OneTimePasswordDialog created={created} onClose={() => setCreated(null)} />}
    </SettingsPageFrame>
  );
}

function Head() {
  const t = useTexts();
  const can = useCan();
  return (
    <thead>
      <tr>
        <Th>{t('person_col')}</Th>
        <Th>{t('role_col')}</Th>
        {can('members:read') && <Th className="hidden md:table-cell">{t('seen_col')}</Th>}
        <Th className="hidden md:table-cell">{t('state_col')}</Th>
        {can('members:write') && (
          <Th right>
            <span className="sr-only">{t('actions_col')}</span>
          </Th>
        )}
      </tr>
    </thead>
  );
}
