import type { Session } from '@parley/contract/accounts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { queryClient } from '#lib/query-client';
import { toast } from '#lib/toasts';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { ErrorState, SkeletonRows } from '#ui/states';
import { Tooltip } from '#ui/tooltip';
import { useTexts } from './settings-texts.ts';

const key = ['sessions'];
const failed = (error: unknown): void => {
  if (error instanceof ApiError) toast(error.message, { tone: 'danger' });
};

/** Where the person is signed in, this place first. */
export function SessionList() {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async () => (await api.get<{ data: Session[] }>('/sessions')).data,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/sessions/${id}`),
    onSuccess: (_answer, id) =>
      queryClient.setQueryData<Session[]>(key, (sessions) => sessions?.filter((session) => session.id !== id)),
    onError: failed,
  });
  const endOthers = useMutation({
    mutationFn: () => api.post<{ ended: number }>('/sessions/revoke-others'),
    onSuccess: ({ ended }) => {
      toast(t('ended_others', { count: ended }), { tone: 'success' });
      return queryClient.invalidateQueries({ queryKey: key });
    },
    onError: failed,
  });
  if (error) return <ErrorState flush error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows count={3} />;
  const sessions = data.toSorted((one, two) => Number(two.current) - Number(one.current));
  return (
    <>
      <ul className="flex flex-col">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            busy={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button className="self-start" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t('end_others')}
        </Button>
      )}
    </>
  );
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const device = [session.browser, session.system].filter(Boolean).join(' · ') || t('device_unknown');
  const Icon = session.isMobile ? Smartphone : Monitor;
  return (
    <li className="flex min-h-12 items-center gap-3 border-b py-2 first:border-t">
      <Icon aria-hidden className="text-text-3" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {device}
          {session.current && <Badge tone="success">{t('this_device')}</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-3 text-12 text-text-3">
          {session.address && <span className="num">{session.address}</span>}
          <Tooltip text={t('signed_in_at', { when: format.dateTime(session.createdAt) })}>
            <time dateTime={session.usedAt} tabIndex={0}>
              {format.relative(session.usedAt)}
            </time>
          </Tooltip>
        </p>
      </div>
      {!session.current && (
        <Button size="small" busy={busy} aria-label={t('end_session_of', { device })} onClick={onEnd}>
          {t('end_session')}
        </Button>
      )}
    </li>
  );
}
