import { Link } from '@tanstack/react-router';
import type { Campaign } from '@parley/contract/campaigns';
import { clsx } from 'clsx';
import { Check, CircleDot } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { lackOf, wizardSteps, type WizardStep } from './wizard-steps.ts';
import { useWizardTexts } from './wizard-texts.ts';

/** All steps and how far one is. Without a draft, which begins with a name, they only show what comes. */
export function StepList({ campaign, step }: { campaign: Campaign | null; step: WizardStep }) {
  const w = useWizardTexts();
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the later steps stand outside of the row. Only the row is moved: the page would go with it.
    const current = row.current?.querySelector<HTMLElement>('[aria-current]');
    if (!row.current || !current) return;
    row.current.scrollLeft = current.offsetLeft - (row.current.clientWidth - current.offsetWidth) / 2;
  }, [step]);
  return (
    <nav ref={row} tabIndex={0} aria-label={w('steps')} className="relative shrink-0 overflow-x-auto border-b px-4">
      <ol className="flex h-10 items-stretch gap-5">
        {wizardSteps.map((name, index) => {
          const isDone = campaign !== null && name !== 'review' && lackOf(name, campaign) === null;
          const look = clsx(
            '-mb-px inline-flex items-center gap-1.5 border-b-2 font-medium whitespace-nowrap',
            name === step ? 'border-accent text-text' : 'border-transparent text-text-2',
          );
          const words = (
            <Words name={name} isDone={isDone}>
              <Mark number={index + 1} isDone={isDone} isCurrent={name === step} />
            </Words>
          );
          return (
            <li key={name} className="flex">
              {campaign === null ? (
                <span aria-current={name === step ? 'step' : undefined} className={look}>
                  {words}
                </span>
              ) : (
                <Link
                  to="/campaigns/$id/edit/$step"
                  params={{ id: campaign.id, step: name }}
                  aria-current={name === step ? 'step' : undefined}
                  className={clsx(look, 'hover:text-text')}
                >
                  {words}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Words({ name, isDone, children }: { name: WizardStep; isDone: boolean; children: ReactNode }) {
  const w = useWizardTexts();
  return (
    <>
      {children}
      {w(`step_${name}`)}
      {isDone && <span className="sr-only">, {w('step_done')}</span>}
    </>
  );
}

function Mark({ number, isDone, isCurrent }: { number: number; isDone: boolean; isCurrent: boolean }) {
  if (isDone) return <Check aria-hidden className="text-success" />;
  if (isCurrent) return <CircleDot aria-hidden className="text-accent-text" />;
  return (
    <span aria-hidden className="num inline-block w-4 text-center text-text-3">
      {number}
    </span>
  );
}
