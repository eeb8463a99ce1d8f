import type { Invitation } from '@parley/contract/invitations';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { ErrorState } from '#ui/states';
import { Table, Th } from '#ui/table';
import { InvitationRow } from './invitation-row.tsx';
import { useTexts } from './team-texts.ts';

const mailMilliseconds = 2_000;
const isUnderWay = ({ data }: Page<Invitation>): boolean => data.some(({ mail }) => mail === 'queued');

/** Who was asked to come and has not come yet; nothing when there is nobody. */
export function InvitationList({ onLink }: { onLink: (invitation: Invitation) => void }) {
  const t = useTexts();
  const can = useCan();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['invitations', 'list'],
    queryFn: ({ pageParam }) => api.get<Page<Invitation>>('/invitations', { query: { limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Nobody tells how a mail fares: it is looked at while one is on its way.
    refetchInterval: ({ state }) => (state.data?.pages.some(isUnderWay) ? mailMilliseconds : false),
  });
  if (error) return <ErrorState flush error={error} onRetry={() => void refetch()} />;
  const invitations = data?.pages.flatMap((page) => page.data) ?? [];
  if (invitations.length === 0) return null;
  return (
    <section aria-labelledby="invitations" className="pt-8">
      <h2 id="invitations" className="text-14 font-semibold">
        {t('invitations')}
      </h2>
      <p className="text-12 text-text-3">{t('invitations_hint')}</p>
      <Table className="mt-1">
        <thead>
          <tr>
            <Th>{t('person_col')}</Th>
            <Th>{t('role_col')}</Th>
            <Th className="hidden md:table-cell">{t('state_col')}</Th>
            {can('members:write') && (
              <Th right>
                <span className="sr-only">{t('actions_col')}</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} onLink={onLink} />
          ))}
        </tbody>
      </Table>
      {hasNextPage && (
        <Button className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}
