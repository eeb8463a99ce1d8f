import { Split } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiError, onSessionMoved } from '#lib/api';
import { meQuery, useMe } from '#lib/me';
import { onOtherTab, useElsewhere } from '#lib/page-owner';
import { queryClient } from '#lib/query-client';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { returnTo } from './switch-organization.ts';
import { useTexts } from './texts.ts';

/** This browser went on elsewhere in another tab: what stands here stays readable, and the person chooses. */
export function ElsewhereNotice() {
  const t = useTexts();
  const here = useMe();
  const there = useElsewhere();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const look = (): void => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    const releases = [onOtherTab(look), onSessionMoved(look)];
    return () => {
      for (const release of releases) release();
    };
  }, []);
  if (!there) return null;
  const isSamePerson = there.user?.id === here.user?.id;
  const back = async (): Promise<void> => {
    setBusy(true);
    try {
      await returnTo(here.organization.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <aside
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b bg-warning-soft px-4 py-2"
    >
      <Split aria-hidden className="text-warning" />
      <p className="min-w-0 flex-1 basis-64">
        {isSamePerson
          ? t('elsewhere', { here: here.organization.name, there: there.organization.name })
          : t('elsewhere_person', { name: there.user?.name ?? '' })}
      </p>
      <span className="flex flex-wrap gap-2">
        {isSamePerson && (
          <Button size="small" busy={busy} onClick={() => void back()}>
            {t('elsewhere_back', { name: here.organization.name })}
          </Button>
        )}
        <Button size="small" variant="primary" onClick={() => location.assign('/')}>
          {isSamePerson ? t('elsewhere_go', { name: there.organization.name }) : t('elsewhere_go_person')}
        </Button>
      </span>
    </aside>
  );
}
