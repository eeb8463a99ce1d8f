import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AudiencePreview } from '@parley/contract/campaigns';
import { exclusionReasons, type ExclusionReason } from '@parley/contract/exclusion-reasons';
import type { Group } from '@parley/contract/groups';
import { useFormat } from '#lib/format';
import { Checkbox } from '#ui/checkbox';
import { EmptyState, ErrorState, Notice, Skeleton, SkeletonRows } from '#ui/states';
import { Forward } from 'lucide-react';
import { audienceQuery, groupsQuery } from './campaign-queries.ts';
import { reasonName, useReasonTexts } from './reason-texts.ts';
import { useTexts } from './texts.ts';
import { NobodyLeft } from './nobody-left.tsx';
import type { StepProps } from './wizard.tsx';
import { useWizardTexts } from './wizard-texts.ts';

export function StepAudience({ campaign, onChange }: StepProps) {
  const w = useWizardTexts();
  const groups = useQuery(groupsQuery);
  if (groups.isPending) return <SkeletonRows count={5} />;
  if (groups.isError) return <ErrorState flush error={groups.error} onRetry={() => void groups.refetch()} />;
  const all = groups.data.data;
  const hasAudience = campaign.groupIds.length > 0 || campaign.follows !== null;
  return (
    <>
      <p className="text-text-2">{w('audience_hint')}</p>
      <div className="mt-3 grid gap-6 md:grid-cols-2">
        <div className="flex flex-col gap-4">
          {campaign.follows && <Followed follows={campaign.follows} network={campaign.network} />}
          {all.length === 0 && campaign.follows === null ? (
            <EmptyState
              flush
              title={w('groups_none')}
              action={
                <Link to="/contacts" className="link">
                  {w('to_contacts')}
                </Link>
              }
            >
              {w('groups_none_text')}
            </EmptyState>
          ) : (
            <>
              <GroupChoice
                legend={w('include')}
                groups={all}
                chosen={campaign.groupIds}
                closed={campaign.excludedGroupIds}
                onChange={(groupIds) => onChange({ groupIds })}
              />
              <GroupChoice
                legend={w('exclude')}
                groups={all}
                chosen={campaign.excludedGroupIds}
                closed={campaign.groupIds}
                onChange={(excludedGroupIds) => onChange({ excludedGroupIds })}
              />
            </>
          )}
        </div>
        {hasAudience && <Counted campaign={campaign} />}
      </div>
    </>
  );
}

function Followed({
  follows: { name, state, reason },
  network,
}: {
  follows: NonNullable<StepProps['campaign']['follows']>;
  network: string;
}) {
  const t = useTexts();
  const w = useWizardTexts();
  const r = useReasonTexts();
  const words = { name, state: t(`state_${state}`) };
  return (
    <Notice tone="info" icon={<Forward aria-hidden />}>
      {reason === null
        ? w('follows', words)
        : w('follows_reason', { ...words, reason: reasonName(r, reason, network) })}
    </Notice>
  );
}

function GroupChoice({
  legend,
  groups,
  chosen,
  closed,
  onChange,
}: {
  legend: string;
  groups: readonly Group[];
  chosen: readonly string[];
  /** Chosen on the other side. */
  closed: readonly string[];
  onChange: (ids: string[]) => void;
}) {
  const w = useWizardTexts();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-12 font-medium text-text-2">{legend}</legend>
      <div className="flex max-h-60 flex-col overflow-y-auto rounded-6 border px-3 py-1">
        {groups
          .filter(({ id }) => !closed.includes(id))
          .map(({ id, name, memberCount }) => (
            <Checkbox
              key={id}
              label={
                <>
                  {name} <span className="num text-12 text-text-3">{w('group_people', { count: memberCount })}</span>
                </>
              }
              checked={chosen.includes(id)}
              onChange={(checked) => onChange(checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />
          ))}
      </div>
    </fieldset>
  );
}

/** Whom a start would write to now, and whom not for which reason. */
function Counted({ campaign: { id, network, channelIds } }: { campaign: StepProps['campaign'] }) {
  const w = useWizardTexts();
  const format = useFormat();
  const audience = useQuery({ ...audienceQuery(id), staleTime: 0 });
  if (audience.isError) return <ErrorState flush error={audience.error} onRetry={() => void audience.refetch()} />;
  if (!audience.data) {
    return (
      <div role="status" aria-label={w('counting')} className="flex flex-col gap-2">
        <Skeleton className="h-8 w-40" />
        <Skeleton className="h-32 w-full" />
      </div>
    );
  }
  const { planned, people, sample } = audience.data;
  return (
    <section aria-live="polite" aria-busy={audience.isFetching} className={audience.isFetching ? 'opacity-70' : ''}>
      <p>
        <b className="num text-24 font-semibold tracking-[-0.012em]">{format.number(planned)}</b>{' '}
        <span className="text-14">{w('will_get')}</span>{' '}
        <span className="num text-text-3">{w('of_people', { count: people })}</span>
      </p>
      <Exclusions network={network} excluded={audience.data.excluded} />
      {planned === 0 && people > 0 && (
        <div className="mt-3">
          <NobodyLeft id={id} excluded={audience.data.excluded} />
        </div>
      )}
      {network === 'telegram' && channelIds.length === 0 && <p className="mt-2 text-12 text-text-3">{w('any_bot')}</p>}
      {sample.length > 0 && (
        <>
          <h3 className="mt-4 mb-1 text-12 font-medium text-text-2">{w('sample')}</h3>
          <ul>
            {sample.slice(0, 5).map((person) => (
              <li key={person.contactId} className="flex justify-between gap-2 border-b py-1 last:border-0">
                <span className="truncate">{person.displayName}</span>
                {network === 'sms' && <span className="num shrink-0 text-text-3">{format.phone(person.address)}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Reasons that have other words where people are known to a bot or not. */
function isOfBots(reason: ExclusionReason): reason is 'no_address' | 'duplicate_address' {
  return reason === 'no_address' || reason === 'duplicate_address';
}

export function Exclusions({
  network,
  excluded,
}: {
  network: StepProps['campaign']['network'];
  excluded: AudiencePreview['excluded'];
}) {
  const w = useWizardTexts();
  const format = useFormat();
  const lines = exclusionReasons.filter((reason) => (excluded[reason] ?? 0) > 0);
  if (lines.length === 0) return <p className="mt-2 text-text-2">{w('nobody_left_out')}</p>;
  return (
    <section>
      <h3 className="mt-4 mb-1 text-12 font-medium text-text-2">{w('left_out')}</h3>
      <dl>
        {lines.map((reason) => (
          <div key={reason} className="flex justify-between gap-2 border-b py-1 last:border-0">
            <dt>{w(network === 'telegram' && isOfBots(reason) ? `excluded_${reason}_bot` : `excluded_${reason}`)}</dt>
            <dd className="num font-medium">{format.number(excluded[reason]!)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
