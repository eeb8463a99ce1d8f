import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { AudiencePreview, Campaign } from '@parley/contract/campaigns';
import { CircleAlert, CircleCheck, Moon, Play, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useLanguage } from '#lib/i18n';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { ErrorState, Notice, Skeleton } from '#ui/states';
import { audienceQuery, campaignKeys, checkQuery } from './campaign-queries.ts';
import { DryRun } from './dry-run.tsx';
import { NobodyLeft } from './nobody-left.tsx';
import { Exclusions } from './step-audience.tsx';
import { firstLack, type WizardStep } from './wizard-steps.ts';
import { useWizardTexts } from './wizard-texts.ts';

/** From so many people on a start asks to type their number. */
const frictionFrom = 1_000;

const stepOfFault: Readonly<Record<string, WizardStep>> = {
  templateId: 'template',
  channelIds: 'channels',
  groupIds: 'audience',
  options: 'options',
};

/** All of it once more, counted by the server: how many, who not, what it costs, how long it takes, what they will read. */
export function StepReview({ campaign, onSave }: { campaign: Campaign; onSave: () => Promise<void> }) {
  const lack = firstLack(campaign);
  const audience = useQuery({ ...audienceQuery(campaign.id), enabled: lack === null, staleTime: 0 });
  const check = useQuery({ ...checkQuery(campaign.id), enabled: lack === null, staleTime: 0 });
  const w = useWizardTexts();
  if (lack !== null) return <Lacking campaign={campaign} />;
  const failed = [audience, check].find((query) => query.isError);
  if (failed) return <ErrorState flush error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!audience.data || !check.data) {
    return (
      <div role="status" aria-label={w('counting')} className="flex max-w-xl flex-col gap-2 pt-2">
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-32 w-full" />
      </div>
    );
  }
  return (
    <div className="flex max-w-3xl flex-col gap-4 pt-2">
      <Figures network={campaign.network} preview={audience.data} />
      <Exclusions network={campaign.network} excluded={audience.data.excluded} />
      {audience.data.planned === 0 && <NobodyLeft id={campaign.id} excluded={audience.data.excluded} />}
      <Findings campaign={campaign} preview={audience.data} check={check.data} />
      <StartButton
        campaign={campaign}
        preview={audience.data}
        fault={check.data.faults[0]}
        onSave={onSave}
        isCounting={audience.isFetching || check.isFetching}
      />
      {audience.data.planned > 0 && <DryRun campaign={campaign} limit={audience.data.text?.limit ?? null} />}
    </div>
  );
}

function Lacking({ campaign }: { campaign: Campaign }) {
  const w = useWizardTexts();
  const { step, lack } = firstLack(campaign)!;
  return (
    <div className="max-w-xl pt-2">
      <Notice tone="warning" icon={<CircleAlert aria-hidden />} action={<FixLink id={campaign.id} step={step} />}>
        {w(lack as 'name_missing')}
      </Notice>
    </div>
  );
}

function FixLink({ id, step }: { id: string; step: WizardStep }) {
  const w = useWizardTexts();
  return (
    <Link to="/campaigns/$id/edit/$step" params={{ id, step }} className="link whitespace-nowrap">
      {w('fix')}
    </Link>
  );
}

function Figures({ network, preview }: { network: Campaign['network']; preview: AudiencePreview }) {
  const w = useWizardTexts();
  const format = useFormat();
  const { planned, people, text, durationSeconds } = preview;
  const isExact = text !== null && text.rendered >= planned;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 md:grid-cols-3">
      <Figure name={w('recipients')} note={w('of_people', { count: people })}>
        {format.number(planned)}
      </Figure>
      <Figure
        name={w('cost')}
        note={
          network === 'telegram'
            ? w('cost_free_hint')
            : text &&
              [
                isExact
                  ? w('messages_parts', { parts: format.number(text.parts) })
                  : w('about_parts', { parts: format.number(text.parts), rendered: format.number(text.rendered) }),
                text.longestParts > 1 && w('longest', { count: text.longestParts }),
              ]
                .filter(Boolean)
                .join('; ')
        }
      >
        {network === 'telegram' ? w('cost_free') : <Cost preview={preview} />}
      </Figure>
      <Figure
        name={w('duration')}
        note={
          durationSeconds !== null && w('duration_until', { time: format.when(Date.now() + durationSeconds * 1_000) })
        }
      >
        {durationSeconds === null ? (
          <span className="text-14 font-regular">{w('duration_unknown')}</span>
        ) : (
          format.duration(durationSeconds)
        )}
      </Figure>
    </dl>
  );
}

function Figure({ name, note, children }: { name: string; note: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt className="text-12 text-text-3">{name}</dt>
      <dd className="num text-20 font-semibold tracking-[-0.012em]">{children}</dd>
      {note && <dd className="num text-12 text-text-3">{note}</dd>}
    </div>
  );
}

function Cost({ preview: { cost } }: { preview: AudiencePreview }) {
  const w = useWizardTexts();
  const format = useFormat();
  if (cost === null) {
    return (
      <span title={w('cost_unknown_hint')} className="text-14 font-regular">
        {w('cost_unknown')}
      </span>
    );
  }
  const { from, to, currency } = cost;
  return format.moneyRange(from, to, currency);
}

function Findings({
  campaign,
  preview,
  check,
}: {
  campaign: Campaign;
  preview: AudiencePreview;
  check: {
    faults: readonly { path: string; rule: string; en: string; ru: string }[];
    warnings: readonly { path: string; rule: string; en: string; ru: string }[];
  };
}) {
  const w = useWizardTexts();
  const reader = useLanguage();
  const format = useFormat();
  const stepOf = (path: string): WizardStep => stepOfFault[path.split('.')[0]!] ?? 'basics';
  const { tooLong = 0, rendered = 0, longest = 0, limit = 0 } = preview.text ?? {};
  const isQuiet =
    check.faults.length + check.warnings.length + preview.emptyVariables.length + tooLong === 0 &&
    !preview.reachesNight;
  if (isQuiet && preview.planned > 0) {
    return (
      <Notice tone="success" icon={<CircleCheck aria-hidden />}>
        {w('all_well')}
      </Notice>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {check.faults.map((fault) => (
        <Notice
          key={fault.rule}
          tone="danger"
          icon={<CircleAlert aria-hidden />}
          action={<FixLink id={campaign.id} step={stepOf(fault.path)} />}
        >
          {fault[reader]}
        </Notice>
      ))}
      {check.warnings.map((warning) => (
        <Notice
          key={warning[reader]}
          tone="warning"
          icon={<TriangleAlert aria-hidden />}
          action={<FixLink id={campaign.id} step={stepOf(warning.path)} />}
        >
          {warning[reader]}
        </Notice>
      ))}
      {tooLong > 0 && (
        <Notice tone="danger" icon={<CircleAlert aria-hidden />} action={<FixLink id={campaign.id} step="template" />}>
          {w('too_long', { count: tooLong, rendered, longest, limit: limit ?? 0 })}
        </Notice>
      )}
      {preview.emptyVariables.map(({ variable, people }) => (
        <Notice
          key={variable}
          tone="warning"
          icon={<TriangleAlert aria-hidden />}
          action={<FixLink id={campaign.id} step="template" />}
        >
          {w('empty_variable', { variable: `{{${variable}}}`, count: format.number(people) })}
        </Notice>
      ))}
      {preview.reachesNight && (
        <Notice
          tone="warning"
          icon={<Moon aria-hidden />}
          action={
            <Link
              to="/campaigns/$id/edit/$step"
              params={{ id: campaign.id, step: 'options' }}
              className="link whitespace-nowrap"
            >
              {w('set_hours')}
            </Link>
          }
        >
          {w('night')}
        </Notice>
      )}
    </div>
  );
}

function StartButton({
  campaign,
  preview,
  fault,
  onSave,
  isCounting,
}: {
  campaign: Campaign;
  preview: AudiencePreview;
  fault: { en: string; ru: string } | undefined;
  onSave: () => Promise<void>;
  isCounting: boolean;
}) {
  const w = useWizardTexts();
  const reader = useLanguage();
  const format = useFormat();
  const can = useCan();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const start = useMutation({
    mutationFn: async () => {
      await onSave();
      return api.post<Campaign>(`/campaigns/${campaign.id}/start`);
    },
    onSuccess: (started) => {
      client.setQueryData(campaignKeys.one(campaign.id), started);
      void client.invalidateQueries({ queryKey: campaignKeys.all });
      void navigate({ to: '/campaigns/$id', params: { id: campaign.id }, replace: true });
    },
    onError: () => {
      setAsking(false);
      void client.invalidateQueries({ queryKey: campaignKeys.one(campaign.id) });
    },
  });
  const { planned, cost } = preview;
  const why = !can('campaigns:send')
    ? w('no_right')
    : fault
      ? w('not_ready', { what: fault[reader] })
      : planned === 0
        ? w('nobody')
        : isCounting
          ? w('counting')
          : null;
  return (
    <div className="flex flex-col items-start gap-2">
      {start.isError && <ErrorState flush error={start.error} />}
      <Button variant="primary" icon={<Play aria-hidden />} disabledReason={why} onClick={() => setAsking(true)}>
        {w('start_count', { count: planned })}
      </Button>
      {asking && (
        <Confirm
          open
          onClose={() => setAsking(false)}
          title={w('start_title')}
          action={w('start')}
          busy={start.isPending}
          onConfirm={() => start.mutate()}
          {...(planned > frictionFrom && {
            typed: { label: w('type_count', { count: format.number(planned) }), value: String(planned) },
          })}
        >
          <p>
            <b className="font-medium">{campaign.name}</b>
          </p>
          <p>
            {w('start_text', { count: planned })}
            {cost && ` ${w('start_text_cost', { cost: format.moneyAbout(cost.to, cost.currency) })}`}
          </p>
        </Confirm>
      )}
    </div>
  );
}
