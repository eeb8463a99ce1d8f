import { Progress, shareOf } from '#ui/bar';
import type { ContactImport } from '@parley/contract/imports';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Check, CircleAlert, CircleSlash, Download, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { CountsTable } from './dry-run-panel.tsx';
import { Footer } from './footer.tsx';
import { RejectedRows } from './rejected-rows.tsx';
import { useTexts } from './texts.ts';
import { busyTaskOf, useTask } from './use-import.ts';

/** The last step: what will be done, how far it is, and what has come of it. */
export function RunStep({ found }: { found: ContactImport }) {
  switch (found.state) {
    case 'uploaded':
      return <Ready found={found} />;
    case 'running':
    case 'undoing':
      return <Running found={found} />;
    default:
      return <Ended found={found} />;
  }
}

function useAct(id: string) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = (work: () => Promise<unknown>): void => {
    setBusy(true);
    work()
      .catch((error: unknown) => toast(error instanceof Error ? error.message : String(error), { tone: 'danger' }))
      .finally(() => {
        setBusy(false);
        for (const key of [['imports'], ['imports', id], ['tasks'], ['groups']])
          void client.invalidateQueries({ queryKey: key });
      });
  };
  return { act, busy };
}

function Ready({ found }: { found: ContactImport }) {
  const t = useTexts();
  const navigate = useNavigate();
  const { act, busy } = useAct(found.id);
  const { options, dryRun } = found;
  const group = useQuery({
    queryKey: ['groups', options.groupId],
    queryFn: ({ signal }) => api.get<{ name: string }>(`/groups/${options.groupId}`, { signal }),
    enabled: options.groupId !== null,
  });
  const count = dryRun ? dryRun.rows - dryRun.rejected : found.estimatedRows;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('sum_rows'), dryRun ? t('rows', { count: dryRun.rows }) : t('about_rows', { count: found.estimatedRows })],
    [t('sum_group'), options.groupName ?? group.data?.name ?? t('none')],
    [t('sum_duplicates'), t(options.onDuplicate)],
    [t('sum_consent'), options.consent ? t(`basis_${options.consent.basis}`) : t('consent_none')],
    [t('sum_tags'), options.tags.join(', ') || t('none')],
  ];
  return (
    <>
      <h2 className="text-16 font-semibold">{t('ready')}</h2>
      <p className="text-text-3">{t('ready_text')}</p>
      <dl className="grid max-w-[640px] grid-cols-[minmax(120px,auto)_minmax(0,1fr)] gap-x-6 gap-y-2 py-4">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text-3">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <Footer
        back={() =>
          void navigate({ to: '/contacts/imports/$id', params: { id: found.id }, search: { step: 'people' } })
        }
        hint={t('undo_hint')}
      >
        <Button variant="primary" busy={busy} onClick={() => act(() => api.post(`/imports/${found.id}/start`))}>
          {t('start', { count })}
        </Button>
      </Footer>
    </>
  );
}

function Running({ found }: { found: ContactImport }) {
  const t = useTexts();
  const format = useFormat();
  const task = useTask(busyTaskOf(found));
  const { act } = useAct(found.id);
  const done = task?.done ?? 0;
  const total = task?.total ?? found.estimatedRows;
  const isUndo = found.state === 'undoing';
  const parts = [
    t('of', { done, total }),
    ...(task?.ratePerSecond ? [t('rate', { rate: format.number(task.ratePerSecond) })] : []),
    ...(task?.etaSeconds ? [t('left', { time: format.duration(task.etaSeconds) })] : []),
  ];
  return (
    <div className="flex max-w-[720px] flex-col gap-3">
      <h2 className="text-16 font-semibold">{isUndo ? t('undoing') : t('running')}</h2>
      <Progress tall share={shareOf(done, total)} label={t('progress')} />
      <p className="num text-text-2">{parts.join(' · ')}</p>
      {!isUndo && <CountsTable counts={found.counts} />}
      <p className="text-text-3">{t('running_text')}</p>
      {task && (
        <span>
          <Button busy={task.cancelRequested} onClick={() => act(() => api.post(`/tasks/${task.id}/cancel`))}>
            {task.cancelRequested ? t('stopping') : t('stop')}
          </Button>
        </span>
      )}
    </div>
  );
}

const icons = {
  completed: <Check aria-hidden className="text-success" />,
  failed: <CircleAlert aria-hidden className="text-danger" />,
  cancelled: <CircleSlash aria-hidden className="text-text-3" />,
  undone: <Undo2 aria-hidden className="text-text-3" />,
} as const;

function Ended({ found }: { found: ContactImport }) {
  const t = useTexts();
  const state = found.state as keyof typeof icons;
  const task = useTask(state === 'failed' ? (found.undoTaskId ?? found.taskId) : null);
  const { undo } = found;
  const text = {
    completed: t('completed_text', { count: found.counts.imported }),
    failed: `${task?.error?.text ?? ''} ${t('failed_text')}`.trim(),
    cancelled: t('failed_text'),
    undone: undo
      ? t('undone_text', { deleted: undo.deleted, restored: undo.restored, kept: undo.kept + undo.changedSince })
      : '',
  }[state];
  return (
    <div className="flex max-w-[960px] flex-col gap-4">
      <div>
        <h2 className="flex items-center gap-2 text-16 font-semibold">
          {icons[state]}
          {t(state)}
        </h2>
        <p role="status" className="text-14 text-text-2">
          {text}
        </p>
      </div>
      <div className="max-w-[480px]">
        <CountsTable counts={found.counts} />
      </div>
      <EndedActions found={found} />
      {found.counts.rejected > 0 && <RejectedRows importId={found.id} />}
    </div>
  );
}

function EndedActions({ found }: { found: ContactImport }) {
  const t = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const { act, busy } = useAct(found.id);
  const [asking, setAsking] = useState(false);
  const { id, state, groupId, rejectedFileId, undoTaskId, taskId } = found;
  const isStopped = state === 'failed' || state === 'cancelled';
  const download = async (): Promise<void> => {
    const { url } = await api.get<{ url: string }>(`/files/${rejectedFileId}/link`);
    location.assign(url);
  };
  const campaign = async (): Promise<void> => {
    const made = await api.post<{ id: string }>('/campaigns', {
      name: found.fileName.replace(/\.\w+$/, ''),
      groupIds: [groupId],
    });
    await navigate({ to: '/campaigns/$id/edit/$step', params: { id: made.id, step: 'template' } });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {state === 'completed' && can('campaigns:write') && groupId && (
        <Button variant="primary" busy={busy} onClick={() => act(campaign)}>
          {t('start_campaign')}
        </Button>
      )}
      {isStopped && (
        <Button
          variant="primary"
          busy={busy}
          onClick={() => act(() => api.post(`/tasks/${undoTaskId ?? taskId}/retry`))}
        >
          {t('resume')}
        </Button>
      )}
      {rejectedFileId && (
        <Button icon={<Download aria-hidden />} onClick={() => act(download)}>
          {t('download_rejected')}
        </Button>
      )}
      {(state === 'completed' || isStopped) && (
        <Link
          to="/contacts"
          search={groupId ? { groupId: [groupId] } : { importId: id }}
          className="link inline-flex h-8 items-center px-2"
        >
          {groupId ? t('show_group') : t('show_people')}
        </Link>
      )}
      <Link to="/contacts/import" className="link inline-flex h-8 items-center px-2">
        {t('another')}
      </Link>
      {(state === 'completed' || (isStopped && undoTaskId === null)) && (
        <Button variant="danger" busy={busy} onClick={() => setAsking(true)}>
          {t('undo')}
        </Button>
      )}
      {asking && (
        <Confirm
          open
          danger
          title={t('undo_title')}
          action={t('undo')}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            act(() => api.post(`/imports/${id}/undo`));
          }}
        >
          <p>{t('undo_text')}</p>
        </Confirm>
      )}
    </div>
  );
}
