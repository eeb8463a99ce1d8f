import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { useTexts } from './texts.ts';

const steps = ['file', 'columns', 'people', 'run'] as const;
export type Step = (typeof steps)[number];

/** Where one is; what is behind can be opened again as long as nothing was written. */
export function Stepper({ current, importId }: { current: Step; importId: string | null }) {
  const t = useTexts();
  const place = steps.indexOf(current);
  return (
    <nav aria-label={t('steps')}>
      <ol className="flex flex-wrap gap-x-4 gap-y-1 text-text-3">
        {steps.map((step, index) => {
          const isDone = index < place;
          const content = (
            <>
              <span
                aria-hidden
                className={clsx(
                  'num grid size-5 place-content-center rounded-full text-12 font-medium',
                  step === current
                    ? 'bg-accent text-on-accent'
                    : isDone
                      ? 'bg-success-soft text-success'
                      : 'bg-neutral-soft text-text-2',
                )}
              >
                {isDone ? <Check className="size-3!" /> : index + 1}
              </span>
              <span className={step === current ? '' : 'max-md:sr-only'}>{t(`step_${step}`)}</span>
            </>
          );
          const look = clsx('flex items-center gap-1.5', step === current && 'font-medium text-text');
          return (
            <li key={step} aria-current={step === current ? 'step' : undefined}>
              {isDone && step !== 'file' && importId !== null ? (
                <Link
                  to="/contacts/imports/$id"
                  params={{ id: importId }}
                  search={{ step }}
                  className={clsx(look, 'hover:text-text')}
                >
                  {content}
                </Link>
              ) : (
                <span className={look}>{content}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
