import { ListChecks } from 'lucide-react';
import { clsx } from 'clsx';
import { useState } from 'react';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { Popover } from '#ui/popover';
import { Segments } from '#ui/tabs';
import { ErrorState, SkeletonRows } from '#ui/states';
import { ActiveTask, EndedTask } from './task-item.tsx';
import { useTexts } from './texts.ts';
import { useActiveTasks, useTaskHistory } from './use-tasks.ts';

/** Work in the background, always one press away: what runs and what has come of the rest. */
export function JobTray() {
  const t = useTexts();
  const can = useCan();
  const active = useActiveTasks();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<'active' | 'history' | null>(null);
  if (!can('tasks:read')) return null;
  const view = chosen ?? (active.length > 0 ? 'active' : 'history');
  const share = shareOf(active);
  return (
    <Popover
      label={t('tasks')}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setChosen(null);
      }}
      className="flex max-h-[min(560px,80dvh)] w-[min(420px,calc(100vw-16px))] flex-col p-4"
      trigger={
        <button
          type="button"
          aria-label={active.length > 0 ? t('running', { count: active.length }) : t('tasks')}
          className="relative flex h-8 items-center gap-2 overflow-hidden rounded-6 px-2 text-left hover:bg-hover md:h-7"
        >
          <ListChecks aria-hidden className="text-text-3" />
          <span aria-hidden className="min-w-0 truncate group-data-collapsed:hidden">
            {active.length > 0 ? t('running', { count: active.length }) : t('tasks')}
          </span>
          {active.length > 0 && (
            <span aria-hidden className="absolute inset-x-2 bottom-0 h-0.5 bg-neutral-soft">
              <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
            </span>
          )}
        </button>
      }
    >
      <span className="pb-2">
        <Segments
          label={t('tasks')}
          value={view}
          onChange={setChosen}
          options={[
            { value: 'active', label: t('active') },
            { value: 'history', label: t('history') },
          ]}
        />
      </span>
      <div tabIndex={0} role="region" aria-label={t(view)} className={clsx('min-h-0 overflow-y-auto')}>
        {view === 'active' ? <Active tasks={active} /> : <History open={open} onOpen={() => setOpen(false)} />}
      </div>
    </Popover>
  );
}

function shareOf(tasks: readonly { done: number; total: number | null }[]): number {
  const known = tasks.filter(({ total }) => total);
  const done = known.reduce((sum, task) => sum + task.done / task.total!, 0);
  return known.length === 0 ? 0.1 : Math.min(1, done / known.length);
}

function Active({ tasks }: { tasks: ReturnType<typeof useActiveTasks> }) {
  const t = useTexts();
  if (tasks.length > 0)
    return (
      <ul>
        {tasks.map((task) => (
          <ActiveTask key={task.id} task={task} />
        ))}
      </ul>
    );
  return (
    <div className="py-2">
      <p className="font-medium">{t('none')}</p>
      <p className="text-text-3">{t('none_text')}</p>
    </div>
  );
}

function History({ open, onOpen }: { open: boolean; onOpen: () => void }) {
  const t = useTexts();
  const query = useTaskHistory(open);
  if (query.isPending) return <SkeletonRows count={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const tasks = query.data.pages.flatMap(({ data }) => data);
  if (tasks.length === 0) return <p className="py-2 text-text-3">{t('no_history')}</p>;
  return (
    <>
      <ul>
        {tasks.map((task) => (
          <EndedTask key={task.id} task={task} onOpen={onOpen} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
