import { Link, useLocation } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ArrowRight, Check, Circle, Footprints } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useEvents } from '#lib/realtime';
import { useCalm } from '#lib/use-calm';
import { usePreferences, useUpdateMe } from '#lib/preferences';
import { Progress } from '#ui/bar';
import { Button } from '#ui/button';
import { Popover } from '#ui/popover';
import { useTexts } from './texts.ts';
import { useFirstSteps, type FirstStep } from './use-first-steps.ts';

const calmMilliseconds = 1_000;
/** What tells that a step may have been taken. */
const news = [
  'channel.updated',
  'import.finished',
  'contact.created',
  'campaign.status_changed',
  'message.created',
  'member.changed',
] as const;

/** What is left to do before everything works: the next step always in sight, all of them one press away, until it is put away. */
export function FirstSteps() {
  const t = useTexts();
  const client = useQueryClient();
  const { pathname } = useLocation();
  const { firstSteps: isWanted } = usePreferences();
  const update = useUpdateMe();
  const steps = useFirstSteps(isWanted);
  const [open, setOpen] = useState(false);
  const look = useCalm(() => {
    if (!isWanted) return;
    void client.invalidateQueries({
      predicate: ({ queryKey, state }) => queryKey.includes('first-steps') && state.data !== true,
    });
  }, calmMilliseconds);
  useEvents(news, look);
  useEffect(() => setOpen(false), [pathname]);
  // A template is saved without an event: seen when one leaves its page.
  useEffect(look, [pathname]);
  const next = steps?.find(({ isDone }) => !isDone);
  if (!isWanted || !steps || !next) return null;
  const done = steps.filter(({ isDone }) => isDone).length;
  const count = t('count', { done, total: steps.length });
  return (
    <section aria-label={t('title')} className="mb-1">
      <Popover
        label={t('title')}
        open={open}
        onOpenChange={setOpen}
        className="w-[min(360px,calc(100vw-16px))] p-4"
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-2 overflow-hidden rounded-6 px-2 py-1.5 text-left hover:bg-hover"
          >
            <Footprints aria-hidden className="shrink-0 text-text-3" />
            <span className="sr-only hidden group-data-collapsed:block">
              {t('title')} {count}
            </span>
            <span className="min-w-0 flex-1 group-data-collapsed:hidden">
              <span className="flex justify-between gap-2">
                <span className="truncate">{t('title')} </span>
                <span className="num text-text-3">{count}</span>
              </span>
              <span aria-hidden className="mt-1 block">
                <Progress share={done / steps.length} label={count} />
              </span>
            </span>
          </button>
        }
      >
        <h2 className="font-semibold">{t('title')}</h2>
        <p className="mb-2 text-12 text-text-3">{t('hint')}</p>
        <ol className="flex flex-col">
          {steps.map((step) => (
            <Step key={step.key} step={step} isNext={step === next} onGo={() => setOpen(false)} />
          ))}
        </ol>
        <Button
          size="small"
          variant="ghost"
          className="mt-2 -ml-2"
          onClick={() => update.mutate({ preferences: { firstSteps: false } })}
        >
          {t('hide')}
        </Button>
      </Popover>
    </section>
  );
}

function Step({ step: { key, to, isDone }, isNext, onGo }: { step: FirstStep; isNext: boolean; onGo: () => void }) {
  const t = useTexts();
  return (
    <li>
      <Link
        to={to}
        onClick={onGo}
        className={clsx('flex items-start gap-2 rounded-6 px-2 py-1.5 hover:bg-hover', isNext && 'bg-accent-soft')}
      >
        {isDone ? (
          <Check aria-hidden className="mt-px text-success" />
        ) : (
          <Circle aria-hidden className="mt-px text-text-3" />
        )}
        <span className="min-w-0 flex-1">
          <span className={clsx('block', isDone ? 'text-text-3' : 'font-medium')}>{t(key)}</span>
          {isNext && <span className="block text-12 text-text-2">{t(`${key}_hint`)}</span>}
          {isDone && <span className="sr-only">{t('done')}</span>}
        </span>
        {isNext && <ArrowRight aria-hidden className="mt-px text-accent-text" />}
      </Link>
    </li>
  );
}
