import { Link, useNavigate } from '@tanstack/react-router';
import type { Campaign } from '@parley/contract/campaigns';
import { ArrowLeft, ArrowRight, CircleAlert } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useActions } from '#lib/shortcuts';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { useIsNarrow } from '#lib/use-media';
import { Page, PageBody, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { StatusBadge } from './status-badge.tsx';
import { StepAudience } from './step-audience.tsx';
import { StepBasics } from './step-basics.tsx';
import { StepChannels } from './step-channels.tsx';
import { StepList } from './step-list.tsx';
import { StepOptions } from './step-options.tsx';
import { StepReview } from './step-review.tsx';
import { StepTemplate } from './step-template.tsx';
import { useTexts } from './texts.ts';
import { useCampaignDraft, type DraftChange, type SaveState } from './use-campaign-draft.ts';
import { isWizardStep, lackOf, wizardSteps, type WizardStep } from './wizard-steps.ts';
import { WizardSummary, type RenderTest } from './wizard-summary.tsx';
import { useWizardTexts } from './wizard-texts.ts';

export interface StepProps {
  readonly campaign: Campaign;
  readonly onChange: (change: DraftChange) => void;
}

const panels: Record<Exclude<WizardStep, 'review'>, (props: StepProps) => React.ReactNode> = {
  basics: StepBasics,
  template: StepTemplate,
  audience: StepAudience,
  channels: StepChannels,
  options: StepOptions,
};

/** What was made elsewhere for this campaign, and is chosen as soon as one is back. */
export interface Brought {
  readonly template?: string;
  readonly channel?: string;
}

/** A draft, step by step, each with its address; forth and back loses nothing, because each choice is saved. */
export function Wizard({
  id,
  step: asked,
  brought,
  onTaken,
  renderTest,
}: {
  id: string;
  step: string;
  brought: Brought;
  onTaken: () => void;
  renderTest: RenderTest;
}) {
  const t = useTexts();
  const w = useWizardTexts();
  const step = isWizardStep(asked) ? asked : 'basics';
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const { query, change, save, state } = useCampaignDraft(id);
  const known = query.data;
  useEffect(() => {
    if (!known || (brought.template === undefined && brought.channel === undefined)) return;
    change({
      ...(brought.template !== undefined && { templateId: brought.template }),
      ...(brought.channel !== undefined && { channelIds: [...new Set([...known.channelIds, brought.channel])] }),
    });
    onTaken();
  }, [known, brought.template, brought.channel, change, onTaken]);
  if (query.isPending) return <SkeletonRows count={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const campaign = query.data;
  if (!campaign.allowedActions.includes('edit')) return <Started campaign={campaign} />;
  const saved = <Saved state={state} onSave={() => void save()} />;
  const Panel = step === 'review' ? null : panels[step];
  const lack = lackOf(step, campaign);
  const go = (to: WizardStep): void => {
    void save();
    void navigate({ to: '/campaigns/$id/edit/$step', params: { id, step: to } });
  };
  // Before a checkbox takes Enter away from the page's shortcuts.
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = wizardSteps[wizardSteps.indexOf(step) + 1];
    if (event.code !== 'Enter' || !(event.ctrlKey || event.metaKey) || lack !== null || !next) return;
    event.preventDefault();
    event.stopPropagation();
    go(next);
  };
  return (
    <Page>
      <PageHeader
        title={campaign.name || w('new_title')}
        crumbs={[{ label: t('campaigns'), link: { to: '/campaigns' } }]}
        badge={<StatusBadge campaign={campaign} />}
        // On a phone the name needs the whole line.
        {...(isNarrow ? { meta: saved } : { actions: saved })}
      />
      <StepList campaign={campaign} step={step} />
      <PageBody className="lg:grid lg:grid-cols-[minmax(0,1fr)_304px] lg:overflow-hidden">
        <div className="flex flex-col p-4 lg:overflow-y-auto" onKeyDownCapture={onKeyDown}>
          <StepHeading step={step} />
          {Panel ? <Panel campaign={campaign} onChange={change} /> : <StepReview campaign={campaign} onSave={save} />}
          <StepMoves step={step} lack={lack} onGo={go} />
        </div>
        <WizardSummary campaign={campaign} renderTest={renderTest} />
      </PageBody>
    </Page>
  );
}

function Started({ campaign }: { campaign: Campaign }) {
  const w = useWizardTexts();
  return (
    <EmptyState
      title={campaign.name}
      action={
        <Link to="/campaigns/$id" params={{ id: campaign.id }} className="link">
          {w('to_live')}
        </Link>
      }
    >
      {w('started_already')}
    </EmptyState>
  );
}

function Saved({ state, onSave }: { state: SaveState; onSave: () => void }) {
  const w = useWizardTexts();
  if (state.kind === 'failed') {
    return (
      <span role="alert" className="flex items-center gap-2 text-danger">
        <CircleAlert aria-hidden />
        {w('not_saved', { why: state.why })}
        <Button size="small" onClick={onSave}>
          {w('save_again')}
        </Button>
      </span>
    );
  }
  return (
    <span role="status" className="text-12 text-text-3">
      {w(state.kind)}
    </span>
  );
}

/** Says to those who do not see it that another step begins. */
function StepHeading({ step }: { step: WizardStep }) {
  const w = useWizardTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) heading.current?.focus();
    before.current = step;
  }, [step]);
  return (
    <h2 ref={heading} tabIndex={-1} className="mb-1 text-20 font-semibold tracking-[-0.012em]">
      <span className="sr-only">
        {w('step_of', { index: wizardSteps.indexOf(step) + 1, total: wizardSteps.length, name: w(`step_${step}`) })}
      </span>
      <span aria-hidden>{w(`step_${step}`)}</span>
    </h2>
  );
}

function StepMoves({ step, lack, onGo }: { step: WizardStep; lack: string | null; onGo: (step: WizardStep) => void }) {
  const ui = useUiTexts();
  const w = useWizardTexts();
  const index = wizardSteps.indexOf(step);
  const [previous, next] = [wizardSteps[index - 1], wizardSteps[index + 1]];
  useActions([
    {
      id: 'campaigns.next-step',
      run: () => next && onGo(next),
      disabled: next === undefined || lack !== null,
    },
  ]);
  return (
    <div className="mt-6 flex items-center gap-2 border-t pt-4">
      {previous && (
        <Button icon={<ArrowLeft aria-hidden />} onClick={() => onGo(previous)}>
          {ui('back')}
        </Button>
      )}
      {next && (
        <Button
          variant="primary"
          shortcut="campaigns.next-step"
          disabledReason={lack && w(lack as 'name_missing')}
          onClick={() => onGo(next)}
        >
          {ui('next')}
          <ArrowRight aria-hidden />
        </Button>
      )}
    </div>
  );
}
