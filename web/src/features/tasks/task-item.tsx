import { Progress, shareOf } from '#ui/bar';
import type { Task } from '@parley/contract/tasks';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, CircleAlert, CircleSlash, Download, RotateCw, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { saveTaskFile } from '#lib/save-file';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { useTexts } from './texts.ts';

/** A task under way: how far, how fast, how long yet, and the way to stop it. */
export function ActiveTask({ task }: { task: Task }) {
  const t = useTexts();
  const format = useFormat();
  const can = useCan();
  const act = useAct();
  const { done, total, ratePerSecond, etaSeconds } = task;
  const parts = [
    task.state === 'queued' ? t('queued') : total === null ? format.number(done) : t('of', { done, total }),
    ...(ratePerSecond ? [t('rate', { rate: format.number(ratePerSecond, ratePerSecond < 10 ? 1 : 0) })] : []),
    ...(etaSeconds ? [t('left', { time: format.duration(etaSeconds) })] : []),
  ];
  return (
    <li className="flex flex-col gap-1 border-b py-2 last:border-b-0">
      <span className="flex items-start gap-2">
        <span className="min-w-0 flex-1 font-medium break-words">{task.title}</span>
        {can('tasks:write') && (
          <Button
            size="small"
            variant="ghost"
            busy={task.cancelRequested}
            onClick={() => act(() => api.post(`/tasks/${task.id}/cancel`))}
          >
            {task.cancelRequested ? t('cancelling') : t('cancel')}
          </Button>
        )}
      </span>
      <Progress share={shareOf(done, total)} label={t('progress', { title: task.title })} />
      <span className="num text-12 text-text-3">{parts.join(' · ')}</span>
    </li>
  );
}

const icons = {
  completed: <Check aria-hidden className="text-success" />,
  failed: <CircleAlert aria-hidden className="text-danger" />,
  cancelled: <CircleSlash aria-hidden className="text-text-3" />,
} as const;

/** A task that has ended: what came of it, its file, and what can be done now. */
export function EndedTask({ task, onOpen }: { task: Task; onOpen: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const state = task.state as keyof typeof icons;
  const took =
    task.startedAt && task.finishedAt ? (Date.parse(task.finishedAt) - Date.parse(task.startedAt)) / 1_000 : null;
  const parts = [
    t(state),
    ...countsOf(task, t),
    ...(took !== null && took >= 1 ? [t('took', { time: format.duration(took) })] : []),
    ...(task.finishedAt ? [format.when(task.finishedAt)] : []),
    ...(task.createdBy ? [t('by', { name: task.createdBy.name })] : []),
  ];
  return (
    <li className="flex flex-col gap-1 border-b py-2 last:border-b-0">
      <span className="flex items-start gap-2">
        <span className="pt-px">{icons[state]}</span>
        <span className="min-w-0 flex-1 break-words">{task.title}</span>
      </span>
      <span className="num pl-6 text-12 text-text-3">{parts.join(' · ')}</span>
      {task.error && <p className="pl-6 text-12 text-danger">{task.error.text}</p>}
      <TaskActions task={task} onOpen={onOpen} />
    </li>
  );
}

function countsOf({ result }: Task, t: ReturnType<typeof useTexts>): string[] {
  const { changed, people, imported } = (result ?? {}) as Partial<Record<'changed' | 'people' | 'imported', unknown>>;
  const count = [changed, people, imported].find((one) => typeof one === 'number');
  return count === undefined ? [] : [t('people', { count })];
}

function TaskActions({ task, onOpen }: { task: Task; onOpen: () => void }): ReactNode {
  const t = useTexts();
  const can = useCan();
  const act = useAct();
  const result = (task.result ?? {}) as { importId?: unknown; undoable?: unknown };
  const buttons = [
    task.resultFileId && (
      <Button key="file" size="small" icon={<Download aria-hidden />} onClick={() => act(() => saveTaskFile(task.id))}>
        {t('download')}
      </Button>
    ),
    result.undoable === true && can('contacts:write') && (
      <Button
        key="undo"
        size="small"
        variant="ghost"
        icon={<Undo2 aria-hidden />}
        onClick={() => act(() => api.post(`/contacts/bulk/${task.id}/undo`))}
      >
        {t('undo')}
      </Button>
    ),
    typeof result.importId === 'string' && can('contacts:import') && (
      <Link
        key="import"
        to="/contacts/imports/$id"
        params={{ id: result.importId }}
        onClick={onOpen}
        className="link inline-flex h-7 items-center pr-2"
      >
        {t('open_import')}
      </Link>
    ),
    (task.state === 'failed' || task.state === 'cancelled') && can('tasks:write') && (
      <Button
        key="retry"
        size="small"
        variant="ghost"
        icon={<RotateCw aria-hidden />}
        onClick={() => act(() => api.post(`/tasks/${task.id}/retry`))}
      >
        {t('retry')}
      </Button>
    ),
  ].filter(Boolean);
  return buttons.length > 0 && <span className="flex flex-wrap gap-1 pl-6">{buttons}</span>;
}

/** What the server refuses is said; what it did is fetched. */
function useAct() {
  const client = useQueryClient();
  const [, again] = useState(0);
  return (work: () => Promise<unknown>): void => {
    work()
      .catch((error: unknown) => toast(error instanceof Error ? error.message : String(error), { tone: 'danger' }))
      .finally(() => {
        again((count) => count + 1);
        void client.invalidateQueries({ queryKey: ['tasks'] });
      });
  };
}
