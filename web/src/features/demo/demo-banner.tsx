import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Demo } from '@parley/contract/demo';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { leavePage } from '#lib/page-owner';
import { useEvents } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { useTexts } from './texts.ts';

const queryKey = ['demo'];

/** On every page of a demo organization: what it is, and the way out. Nothing elsewhere. */
export function DemoBanner() {
  const t = useTexts();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get<Demo>('/demo', { signal }) });
  const { fillingTaskId: filling = null, brokenOffTaskId: brokenOff = null } = data ?? {};
  useEvents(['task.changed'], ({ payload }) => {
    if (payload['taskId'] === (filling ?? brokenOff)) void client.invalidateQueries({ queryKey });
  });
  const goOn = (): void => {
    api
      .post(`/tasks/${brokenOff}/retry`)
      .then(() => client.invalidateQueries({ queryKey }))
      .catch((error: Error) => toast(error.message, { tone: 'danger' }));
  };
  if (!data?.isDemo) return null;
  return (
    <aside
      aria-label={t('banner')}
      className="flex shrink-0 items-center gap-x-3 border-b bg-info-soft px-4 py-0.5 md:py-1.5"
    >
      <FlaskConical aria-hidden className="text-info" />
      <p className="min-w-0 flex-1 truncate">
        <span className="font-medium md:hidden">{t('banner')}</span>
        <span className="hidden md:inline">
          {t('about')} {filling && t('filling')} {brokenOff && t('broken_off')}
        </span>
      </p>
      {brokenOff && (
        <Button size="small" onClick={goOn}>
          {t('go_on')}
        </Button>
      )}
      <Link to="/sandbox" className="link shrink-0">
        {t('phones')}
      </Link>
      <Button size="small" onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      <RemoveDemo open={asking} onClose={() => setAsking(false)} />
    </aside>
  );
}

function RemoveDemo({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.delete('/demo');
      await navigate({ to: '/sign-in' });
      leavePage();
    } catch (error) {
      setBusy(false);
      toast((error as Error).message, { tone: 'danger' });
    }
  };
  return (
    <Confirm
      open={open}
      onClose={onClose}
      onConfirm={() => void remove()}
      title={t('remove_title')}
      action={t('remove')}
      danger
      busy={busy}
    >
      {t('remove_text')}
    </Confirm>
  );
}
