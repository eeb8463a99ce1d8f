import { Link } from '@tanstack/react-router';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { Campaign } from '@parley/contract/campaigns';
import type { ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { CampaignMessage } from './campaign-message.tsx';
import { EventLog } from './event-log.tsx';
import { useLiveTexts } from './live-texts.ts';
import { exclusionName, useReasonTexts } from './reason-texts.ts';
import { sumOf } from './states.ts';

/** What was chosen, what the customer sees, and what happened. */
export function SidePanel({
  campaign,
  progress,
  onShow,
}: {
  campaign: Campaign;
  progress: CampaignProgress;
  onShow: (people: string) => void;
}) {
  const l = useLiveTexts();
  return (
    <aside
      aria-label={l('details')}
      className="flex flex-col gap-4 border-t bg-surface-2 p-4 lg:overflow-y-auto lg:border-t-0 lg:border-l"
    >
      <section>
        <h2 className="font-semibold">{l('details')}</h2>
        <Details campaign={campaign} progress={progress} onShow={onShow} />
      </section>
      <section>
        <h2 className="mb-2 font-semibold">{l('customer_sees')}</h2>
        <CampaignMessage campaign={campaign} />
      </section>
      <EventLog campaign={campaign} />
    </aside>
  );
}

function Details({
  campaign,
  progress,
  onShow,
}: {
  campaign: Campaign;
  progress: CampaignProgress;
  onShow: (people: string) => void;
}) {
  const l = useLiveTexts();
  const r = useReasonTexts();
  const format = useFormat();
  const { template, templateVersion, options, follows } = campaign;
  const leftOut = Object.entries(progress.excluded).filter(([, count]) => count > 0);
  return (
    <dl className="mt-2 grid grid-cols-[88px_minmax(0,1fr)] gap-x-2 gap-y-1">
      {campaign.groups.length > 0 && (
        <Fact name={l('to_whom')}>{format.list(campaign.groups.map(({ name }) => name))}</Fact>
      )}
      {follows && (
        <Fact name={l('follow_of')}>
          <Link to="/campaigns/$id" params={{ id: follows.campaignId }} className="link">
            {follows.name}
          </Link>
        </Fact>
      )}
      {campaign.excludedGroups.length > 0 && (
        <Fact name={l('not_to')}>{format.list(campaign.excludedGroups.map(({ name }) => name))}</Fact>
      )}
      {template && (
        <Fact name={l('template')}>
          <Link to="/templates/$id" params={{ id: template.id }} className="link">
            {templateVersion === null
              ? template.name
              : l('version', { name: template.name, version: `${templateVersion}` })}
          </Link>
        </Fact>
      )}
      <Fact name={l('hours')}>{options.hours ? `${options.hours.from}–${options.hours.to}` : l('any_hours')}</Fact>
      <Fact name={l('pace')}>
        {options.perSecond === null
          ? l('by_channels')
          : options.perSecond < 1
            ? l('per_minute_short', { rate: format.number(options.perSecond * 60, 1) })
            : l('per_second_short', { rate: format.number(options.perSecond, 1) })}
      </Fact>
      {progress.spend && (
        <Fact name={l('spend')}>
          <Spend spend={progress.spend} isOver={campaign.finishedAt !== null} />
        </Fact>
      )}
      <Fact name={l('left_out')}>
        {sumOf(progress.excluded) === 0 ? (
          l('nobody')
        ) : (
          <button type="button" className="num link text-left" onClick={() => onShow('left_out')}>
            {leftOut.map(([reason, count]) => (
              <span key={reason} className="block">
                {l('left_out_part', {
                  count: format.number(count),
                  reason: exclusionName(r, reason, campaign.network),
                })}
              </span>
            ))}
          </button>
        )}
      </Fact>
      {campaign.createdByName && <Fact name={l('author_label')}>{campaign.createdByName}</Fact>}
    </dl>
  );
}

/** What the network took so far, of what it was thought to take; how much it was, once it is over. */
function Spend({ spend, isOver }: { spend: NonNullable<CampaignProgress['spend']>; isOver: boolean }) {
  const l = useLiveTexts();
  const format = useFormat();
  const { spent, estimate, currency } = spend;
  const sum = format.moneyAbout(spent, currency);
  const whole = estimate && format.moneyRange(estimate.from, estimate.to, currency);
  if (whole === null || (isOver && whole === sum)) return <span className="num">{sum}</span>;
  return <span className="num">{l(isOver ? 'spent_over' : 'spent_of', { spent: sum, whole })}</span>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
